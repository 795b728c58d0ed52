//! Query strings.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use super::argument::{Extract, FromHttp, How, Kind, Optional, present};
use super::rejection::Rejection;
use super::text::{Fields, TextError};
use crate::event::QueryText;
use crate::table::percent_decoded;

/// The query string as a `T`, usually a struct with a field for each parameter.
///
/// An optional parameter is an `Option` or has `#[serde(default)]`. A repeated parameter is a list. Values are decoded once; `+` is a
/// space. A value of another type is rejected with status 400 and the parameter's name.
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
        parse(&incoming.request()?.query)
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

fn rejection(error: &TextError) -> Rejection {
    Rejection::invalid(error.in_words("query parameter"))
}

fn parse<T: DeserializeOwned>(query: &QueryText<'_>) -> Result<T, TextError> {
    let mut fields: Vec<(Cow<'_, str>, Vec<Cow<'_, str>>)> = Vec::new();
    let mut malformed = None;
    query.each(|name, value| {
        let pair = if query.is_encoded() {
            decoded(name).and_then(|name| Ok((name, decoded(value)?)))
        } else {
            Ok((name, value))
        };
        match pair {
            Ok((name, value)) => match fields.iter_mut().find(|field| field.0 == name) {
                Some(field) => field.1.push(value),
                None => fields.push((name, vec![value])),
            },
            Err(error) => malformed = malformed.take().or(Some(error)),
        }
    });
    match malformed {
        Some(error) => Err(error),
        None => T::deserialize(Fields::new(fields)),
    }
}

fn decoded(text: Cow<'_, str>) -> Result<Cow<'_, str>, TextError> {
    if !text.contains(['+', '%']) {
        return Ok(text);
    }
    let spaced = text.replace('+', " ");
    match percent_decoded(&spaced) {
        Some(decoded) => Ok(Cow::Owned(decoded.into_owned())),
        None => Err(TextError::new(format_args!(
            "`{text}` is not percent-encoded UTF-8"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

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
