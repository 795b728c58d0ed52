//! Query strings.

use std::borrow::Cow;
use std::collections::BinaryHeap;

use serde::de::DeserializeOwned;

use super::argument::{Extract, FromHttp, How, Kind, Optional, present};
use super::rejection::Rejection;
use super::text::{Field, Fields, TextError};
use super::text_nested;
use super::text_search;
use crate::error::Cut;
use crate::event::QueryText;
use crate::table::percent_decoded;

/// The query string as a `T`, usually a struct with a field for each parameter.
///
/// An optional parameter is an `Option` or has `#[serde(default)]`. A repeated parameter is a list. Values are decoded once; `+` is a
/// space. A value of another type is rejected with status 400 and the parameter's name.
///
/// - Names with brackets are nested, as for `serde_qs`: `filter[status]=open` is the field `status` of the field `filter`, a struct.
///   `tag[]=a&tag[]=b` is a list, as is `tag=a&tag=b`. Lists of structs have numbers: `lines[0][sku]=A-1`. The numbers give the order. At most
///   five brackets are read.
/// - A field whose own name has brackets, as with `#[serde(rename = "page[size]")]`, takes that parameter. A `HashMap` has the names as they are
///   sent, brackets included.
/// - Fields with `#[serde(flatten)]`, and variants of untagged and internally tagged enums, have their types too. An untagged enum takes
///   the first variant that the text fits.
/// - `NaN`, `inf` and numbers that are too large for their type are rejected. A function that wants them takes a `String` and parses it.
///
/// ```
/// use gatewright::prelude::*;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Page {
///     limit: Option<u32>,
///     #[serde(default)]
///     tag: Vec<String>,
/// }
///
/// #[lambda_handler(main = false)]
/// #[get("/orders")]
/// async fn orders(Query(page): Query<Page>) -> String {
///     format!("{} orders with {} tags", page.limit.unwrap_or(20), page.tag.len())
/// }
///
/// # fn main() {
/// # use gatewright::testing::{block_on, invoke};
/// # let query = serde_json::json!({"limit": ["5"], "tag": ["a", "b"]});
/// # let event = serde_json::json!({"httpMethod": "GET", "path": "/orders", "multiValueQueryStringParameters": query});
/// # assert_eq!(block_on(invoke(&ORDERS, event)).unwrap()["body"], "5 orders with 2 tags");
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> Extract<FromHttp> for Query<T> {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Now(|incoming| {
        pairs(&incoming.request()?.query)
            .and_then(|pairs| read(pairs, |fields| T::deserialize(fields)))
            .map(Query)
            .map_err(|error| rejection(&error))
    });
}

/// `None` without a query.
impl<T: DeserializeOwned> Extract<Optional<FromHttp>> for Option<Query<T>> {
    const KIND: Kind = Kind::Request;
    const HOW: How<Self> = How::Now(|incoming| {
        let mut is_empty = true;
        incoming.request()?.query.each(|_, _| is_empty = false);
        if is_empty {
            Ok(None)
        } else {
            present(incoming)
        }
    });
}

pub(super) fn rejection(error: &TextError) -> Rejection {
    Rejection::invalid(error.in_words("query parameter"))
}

/// A name and one of its values, decoded.
pub(super) type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// Returns the names and values of a query or a form.
pub(super) fn pairs<'q>(query: &'q QueryText<'_>) -> Result<Vec<Pair<'q>>, TextError> {
    let mut pairs: Vec<Pair<'q>> = Vec::new();
    let mut malformed = None;
    query.each(|name, value| {
        let pair = if query.is_encoded() {
            decoded(name).and_then(|name| Ok((name, decoded(value)?)))
        } else {
            Ok((name, value))
        };
        match pair {
            Ok(pair) => pairs.push(pair),
            Err(error) => malformed = malformed.take().or(Some(error)),
        }
    });
    match malformed {
        Some(error) => Err(error),
        None => Ok(pairs),
    }
}

/// Deserialises names and values.
pub(super) fn read<T>(
    pairs: Vec<Pair<'_>>,
    mut deserialise: impl FnMut(Fields<'_>) -> Result<T, TextError>,
) -> Result<T, TextError> {
    let sent = grouped(pairs);
    let tree = text_nested::tree(&sent);
    text_search::read(&sent, &tree, || deserialise(Fields::nested(&sent, &tree)))
}

/// Collects the values of each name. The names are in the order in which they are first.
fn grouped<'a>(pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>) -> Vec<Field<'a>> {
    let by_name = sorted(pairs.iter().map(|(name, _)| &**name));
    let mut first = vec![0; pairs.len()];
    for same in by_name.chunk_by(|a, b| a.0 == b.0) {
        for (_, at) in same {
            first[*at] = same[0].1;
        }
    }
    let mut fields: Vec<Field<'a>> = Vec::new();
    // The place in `fields` of the pair that is first with its name.
    let mut places = vec![0; pairs.len()];
    for (at, (name, value)) in pairs.into_iter().enumerate() {
        if first[at] == at {
            places[at] = fields.len();
            fields.push(Field::new(name, vec![value]));
        } else {
            fields[places[first[at]]].push(value);
        }
    }
    fields
}

/// Sorts values. Returns each with its place before; equal values stay in their order.
///
/// The code of a heap is a tenth of that of `slice::sort`, of which each type has 8 kB.
pub(super) fn sorted<T: Ord>(values: impl Iterator<Item = T>) -> Vec<(T, usize)> {
    let heap: BinaryHeap<_> = values.zip(0..).collect();
    heap.into_sorted_vec()
}

fn decoded(text: Cow<'_, str>) -> Result<Cow<'_, str>, TextError> {
    if !text.contains(['+', '%']) {
        return Ok(text);
    }
    let spaced = text.replace('+', " ");
    match percent_decoded(&spaced) {
        Some(decoded) => Ok(Cow::Owned(decoded.into_owned())),
        None => Err(TextError::new(format_args!(
            "`{}` is not percent-encoded UTF-8",
            Cut::value(&text)
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    fn parse<T: DeserializeOwned>(query: &QueryText<'_>) -> Result<T, TextError> {
        read(pairs(query)?, |fields| T::deserialize(fields))
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Filter {
        category: Option<String>,
        #[serde(default)]
        tags: Vec<String>,
        limit: Option<u8>,
        #[serde(default)]
        exact: bool,
    }

    fn filter(query: &str) -> Result<Filter, String> {
        parse(&QueryText::Text(query.into())).map_err(|error| error.in_words("query parameter"))
    }

    #[test]
    fn values_are_decoded_once_and_typed() {
        assert_eq!(
            filter("category=garden%20tools&tags=a&tags=b%252B&limit=7&exact=true&unknown=1"),
            Ok(Filter {
                category: Some("garden tools".into()),
                tags: vec!["a".into(), "b%2B".into()],
                limit: Some(7),
                exact: true,
            })
        );
        assert_eq!(
            filter("category=a+b").unwrap().category.as_deref(),
            Some("a b")
        );
        assert_eq!(
            filter(""),
            Ok(Filter {
                category: None,
                tags: vec![],
                limit: None,
                exact: false
            })
        );
    }

    #[test]
    fn wrong_value_names_its_parameter() {
        assert_eq!(
            filter("limit=many").unwrap_err(),
            "query parameter `limit`: `many` is not an integer of type u8"
        );
        assert_eq!(
            filter("limit=300").unwrap_err(),
            "query parameter `limit`: `300` is not an integer of type u8"
        );
        assert_eq!(
            filter("exact=yes").unwrap_err(),
            "query parameter `exact`: `yes` is neither `true` nor `false`"
        );
        assert_eq!(
            filter("limit=1&limit=2").unwrap_err(),
            "query parameter `limit`: expected one value, found 2"
        );
        assert_eq!(
            filter("category=%zz").unwrap_err(),
            "query parameter: `%zz` is not percent-encoded UTF-8"
        );
    }

    #[test]
    fn value_rejected_by_users_type_names_its_parameter() {
        #[derive(Debug, Deserialize, PartialEq)]
        #[serde(try_from = "u32")]
        struct Even(u32);

        impl TryFrom<u32> for Even {
            type Error = &'static str;

            fn try_from(number: u32) -> Result<Self, Self::Error> {
                if number.is_multiple_of(2) {
                    Ok(Self(number))
                } else {
                    Err("must be even")
                }
            }
        }

        #[derive(Debug, Deserialize, PartialEq)]
        struct Page {
            size: Even,
        }
        assert_eq!(
            parse::<Page>(&QueryText::Text("size=4".into())).unwrap(),
            Page { size: Even(4) }
        );
        let rejected = parse::<Page>(&QueryText::Text("size=5".into())).unwrap_err();
        assert_eq!(
            rejected.in_words("query parameter"),
            "query parameter `size`: must be even"
        );
    }

    fn typed<T: DeserializeOwned>(query: &str) -> Result<T, String> {
        parse(&QueryText::Text(query.into())).map_err(|error| error.in_words("query parameter"))
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[expect(clippy::struct_field_names, reason = "names of parameters")]
    struct Page {
        page: u32,
        size: Option<i64>,
        #[serde(default)]
        exact: bool,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[expect(clippy::struct_field_names, reason = "names of parameters")]
    struct Name {
        name: String,
        #[serde(default)]
        tags: Vec<String>,
        #[serde(default)]
        ids: Vec<u32>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Search {
        #[serde(flatten)]
        page: Page,
        #[serde(flatten)]
        name: Name,
    }

    /// Serde buffers flattened fields as values of any type: <https://github.com/nox/serde_urlencoded/issues/33>.
    #[test]
    fn flattened_fields_have_their_types() {
        let search = |query| typed::<Search>(query);
        let page = |page, size, exact| Page { page, size, exact };
        let name = |name: &str, tags: &[&str], ids: &[u32]| Name {
            name: name.into(),
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            ids: ids.to_vec(),
        };
        for (query, page, name) in [
            (
                "name=desk&page=2",
                page(2, None, false),
                name("desk", &[], &[]),
            ),
            (
                "name=2&page=2&size=2",
                page(2, Some(2), false),
                name("2", &[], &[]),
            ),
            (
                "page=2&size=-5&exact=true&name=true",
                page(2, Some(-5), true),
                name("true", &[], &[]),
            ),
            (
                "name=a&page=1&tags=1&ids=1",
                page(1, None, false),
                name("a", &["1"], &[1]),
            ),
            (
                "name=a&page=1&tags=1&tags=b&ids=1&ids=2",
                page(1, None, false),
                name("a", &["1", "b"], &[1, 2]),
            ),
            (
                "name=a&page=1&other=1&another=1",
                page(1, None, false),
                name("a", &[], &[]),
            ),
        ] {
            assert_eq!(search(query), Ok(Search { page, name }), "{query}");
        }
    }

    #[test]
    fn wrong_value_of_a_flattened_field_names_it() {
        assert_eq!(
            typed::<Search>("name=a&page=many").unwrap_err(),
            "query parameter `page`: expected u32, found `many`"
        );
        assert_eq!(
            typed::<Search>("name=a&page=1&page=2").unwrap_err(),
            "query parameter `page`: expected one value, found 2"
        );
        assert_eq!(
            typed::<Search>("page=1").unwrap_err(),
            "query parameter: missing field `name`"
        );
    }

    #[test]
    fn flattened_option_is_not_lost() {
        #[derive(Debug, Deserialize, PartialEq)]
        struct Listing {
            #[serde(flatten)]
            page: Option<Page>,
            sort: Option<String>,
        }
        let page = Some(Page {
            page: 3,
            size: None,
            exact: false,
        });
        let sort = Some("3".to_owned());
        assert_eq!(typed("page=3&sort=3"), Ok(Listing { page, sort }));
        assert_eq!(
            typed("sort=up"),
            Ok(Listing {
                page: None,
                sort: Some("up".into())
            })
        );
    }

    #[test]
    fn variants_of_enums_have_their_types() {
        #[derive(Debug, Deserialize, PartialEq)]
        #[serde(untagged)]
        enum Key {
            Number(u32),
            Name(String),
        }
        #[derive(Debug, Deserialize, PartialEq)]
        struct Keyed {
            key: Key,
        }
        #[derive(Debug, Deserialize, PartialEq)]
        #[serde(tag = "by", rename_all = "snake_case")]
        enum Tagged {
            Page { page: u32 },
            Name { name: String },
        }
        let key = |key| Ok(Keyed { key });
        assert_eq!(typed("key=7"), key(Key::Number(7)));
        assert_eq!(typed("key=seven"), key(Key::Name("seven".into())));
        assert_eq!(typed("by=page&page=7"), Ok(Tagged::Page { page: 7 }));
        assert_eq!(
            typed("by=name&name=7"),
            Ok(Tagged::Name { name: "7".into() })
        );
    }

    /// Text stays text where any type fits: `007` must not become 7.
    #[test]
    fn value_of_any_type_is_text() {
        let value: std::collections::BTreeMap<String, serde_json::Value> = typed("a=007").unwrap();
        assert_eq!(value["a"], "007");
    }

    #[test]
    fn many_parameters_cost_a_bounded_number_of_attempts() {
        use std::fmt::Write as _;
        let mut query = "page=1".to_owned();
        for other in 0..1_000 {
            write!(query, "&p{other}=1").unwrap();
        }
        assert_eq!(
            typed::<Search>(&query).unwrap_err(),
            "query parameter: missing field `name`"
        );
    }

    #[test]
    fn numbers_are_finite() {
        #[derive(Debug, Deserialize)]
        struct Ratio {
            #[expect(dead_code, reason = "only its errors matter")]
            ratio: f64,
            #[expect(dead_code, reason = "only its errors matter")]
            small: Option<f32>,
        }
        assert!(typed::<Ratio>("ratio=1e10&small=-0.5").is_ok());
        assert_eq!(
            typed::<Ratio>("ratio=NaN").unwrap_err(),
            "query parameter `ratio`: `NaN` is not a finite number"
        );
        for other in [
            "ratio=inf",
            "ratio=-infinity",
            "ratio=1e999",
            "ratio=1&small=1e40",
            "ratio=1&small=nan",
        ] {
            assert!(typed::<Ratio>(other).is_err(), "{other}");
        }
    }

    /// The largest `f32` is about 3.4e38.
    #[test]
    fn flattened_numbers_are_finite_and_named() {
        #[derive(Debug, Deserialize, PartialEq)]
        struct Paging {
            page: u32,
            scale: Option<f32>,
            ratio: Option<f64>,
        }
        #[derive(Debug, Deserialize, PartialEq)]
        struct Listing {
            #[serde(flatten)]
            paging: Paging,
        }
        let listing = |query| typed::<Listing>(query).map(|listing| listing.paging);
        let fits = Paging {
            page: 2,
            scale: Some(1e38),
            ratio: Some(1e39),
        };
        assert_eq!(listing("page=2&scale=1e38&ratio=1e39"), Ok(fits));
        for (query, error) in [
            (
                "page=2&scale=1e39",
                "query parameter `scale`: expected f32, found `1e39`",
            ),
            (
                "page=2&scale=NaN",
                "query parameter `scale`: expected f32, found `NaN`",
            ),
            (
                "page=2&ratio=-inf",
                "query parameter `ratio`: expected f64, found `-inf`",
            ),
            (
                "page=-2&ratio=1",
                "query parameter `page`: expected u32, found `-2`",
            ),
            (
                "page=2&ratio=1&ratio=3",
                "query parameter `ratio`: expected one value, found 2",
            ),
        ] {
            assert_eq!(listing(query), Err(error.to_owned()), "{query}");
        }
    }

    #[test]
    fn missing_parameter_is_named() {
        #[derive(Debug, Deserialize)]
        struct Page {
            #[expect(dead_code, reason = "only its name matters")]
            number: u32,
        }
        assert_eq!(
            parse::<Page>(&QueryText::Text("".into()))
                .unwrap_err()
                .in_words("query parameter"),
            "query parameter: missing field `number`"
        );
    }
}
