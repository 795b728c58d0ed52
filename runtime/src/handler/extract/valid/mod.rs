//! Bodies and queries that are validated.

mod names;
mod watched;

use garde::{Report, Validate};
use http::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use self::names::{Component, Failure, Shapes};
use self::watched::Watched;
use super::argument::{Extract, FromHttp, How, Kind, Optional};
use super::body::{json_body, json_text};
use super::form::{self, Form, form_text};
use super::marked::known;
use super::query::{self, Query};
use super::rejection::Rejection;
use crate::handler::input::HandlerInput;
use crate::handler::reply::{Json, Problem};

/// A body or a query that [`garde`](https://docs.rs/garde) has validated: `Valid<Json<T>>`, `Valid<Form<T>>` or `Valid<Query<T>>`. It needs the
/// feature `validate`.
///
/// `T` has `#[derive(garde::Validate)]`, with the context `()`. The function depends on `garde` itself, with its feature `derive`.
///
/// ```
/// use gatewright::prelude::*;
/// use garde::Validate;
/// use serde::Deserialize;
///
/// #[derive(Deserialize, Validate)]
/// #[serde(rename_all = "camelCase")]
/// struct Order {
///     #[garde(length(min = 1, max = 20))]
///     sku: String,
///     #[garde(range(min = 1))]
///     line_count: u32,
/// }
///
/// #[lambda_handler(main = false)]
/// #[post("/orders")]
/// async fn create(Valid(Json(order)): Valid<Json<Order>>) -> String {
///     format!("{} lines of {}", order.line_count, order.sku)
/// }
/// # fn main() {
/// # use gatewright::testing::{TestRequest, block_on};
/// # use serde_json::json;
/// let request = TestRequest::new("POST", "/orders").json(&json!({"sku": "", "lineCount": 0}));
/// let response = block_on(request.send(&CREATE)).unwrap();
/// assert_eq!(response.status(), 422);
/// assert_eq!(
///     response.json::<serde_json::Value>().unwrap()["errors"],
///     json!([
///         {"detail": "lower than 1", "pointer": "#/lineCount"},
///         {"detail": "length is lower than 1", "pointer": "#/sku"},
///     ]),
/// );
/// # }
/// ```
///
/// A value that is not valid is answered with 422 and a problem document, whose `errors` are those of the example in RFC 9457, section 3: all
/// fields that are not valid, each with a reason and a JSON pointer. A value that cannot be deserialised is answered as without `Valid`.
///
/// The pointers have the names that the JSON has, and not those of Rust: see the [guide](crate::docs::bodies#validation).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Valid<E>(pub E);

/// A type with `garde`'s rules, for [`Valid`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be validated: it does not implement `garde::Validate` with the context `()`",
    label = "expected a type with `#[derive(garde::Validate)]`",
    note = "write `#[derive(garde::Validate)]` on `{Self}`, with `#[garde(length(min = 1))]`, `#[garde(skip)]` or another rule on each field",
    note = "without `Valid`, the value is taken as it was deserialised"
)]
pub trait Validated: Validate<Context = ()> {}

#[diagnostic::do_not_recommend]
impl<T: Validate<Context = ()>> Validated for T {}

/// The most failures of a document. Their number is the client's choice, and a response has at most 6 MB.
const MOST: usize = 1_000;

/// The most failures that are read. More than those of a document, because a changed value may add some before them.
const MOST_READ: usize = 4 * MOST;

macro_rules! validated {
    ($($source:ident: $how:ident, $what:literal, $watch:ident;)*) => {$(
        known!(Valid<$source<T>>);

        impl<T: DeserializeOwned + Validated> Valid<$source<T>> {
            fn of(source: $source<T>, incoming: &HandlerInput<'_>) -> Result<Self, Rejection> {
                match source.0.validate_with(&()) {
                    Ok(()) => Ok(Self(source)),
                    Err(report) => Err(invalid(&report, $what, &|shapes| {
                        let value = $watch::<T>(incoming, shapes).ok()?;
                        Some(value.validate_with(&()).err())
                    })),
                }
            }
        }

        impl<T: DeserializeOwned + Validated> Extract<FromHttp> for Valid<$source<T>> {
            const KIND: Kind = <$source<T> as Extract<FromHttp>>::KIND;
            const HOW: How<Self> = How::$how(|incoming| Self::of(taken(incoming)?, incoming));
        }

        /// `None` where there is none without validation.
        impl<T: DeserializeOwned + Validated> Extract<Optional<FromHttp>> for Option<Valid<$source<T>>> {
            const KIND: Kind = <$source<T> as Extract<FromHttp>>::KIND;
            const HOW: How<Self> = How::$how(|incoming| {
                let source: Option<$source<T>> = taken(incoming)?;
                source.map(|source| Valid::<$source<T>>::of(source, incoming)).transpose()
            });
        }
    )*};
}

validated! {
    Json: Body, "body", watched_json;
    Form: Body, "form", watched_form;
    Query: Now, "query", watched_query;
}

/// Makes a parameter that needs no waiting.
fn taken<P: Extract<M>, M>(incoming: &HandlerInput<'_>) -> Result<P, Rejection> {
    match P::HOW {
        How::Now(extract) | How::Body(extract) => extract(incoming),
        How::Own(_) | How::Later { .. } => Err(Rejection::invalid("expected a body or a query")),
    }
}

fn watched_json<T: DeserializeOwned>(
    incoming: &HandlerInput<'_>,
    shapes: &Shapes,
) -> Result<T, Rejection> {
    let body = json_body(incoming.request()?)?;
    let text = json_text(&body)?;
    shapes.reads(text.len());
    let mut json = serde_json::Deserializer::from_str(text);
    T::deserialize(Watched::root(&mut json, shapes))
        .map_err(|error| Rejection::invalid(error.to_string()))
}

fn watched_form<T: DeserializeOwned>(
    incoming: &HandlerInput<'_>,
    shapes: &Shapes,
) -> Result<T, Rejection> {
    let form = form_text(incoming.request()?)?;
    let pairs = form::pairs(&form)?;
    watched_pairs(pairs, shapes)
}

fn watched_query<T: DeserializeOwned>(
    incoming: &HandlerInput<'_>,
    shapes: &Shapes,
) -> Result<T, Rejection> {
    let pairs =
        query::pairs(&incoming.request()?.query).map_err(|error| query::rejection(&error))?;
    watched_pairs(pairs, shapes)
}

fn watched_pairs<T: DeserializeOwned>(
    pairs: Vec<query::Pair<'_>>,
    shapes: &Shapes,
) -> Result<T, Rejection> {
    shapes.reads(
        pairs
            .iter()
            .map(|(name, value)| name.len() + value.len())
            .sum(),
    );
    query::read(pairs, |fields| {
        T::deserialize(Watched::root(fields, shapes))
    })
    .map_err(|error| query::rejection(&error))
}

/// The problem document. `again` deserialises once more, watched by the shapes, and validates.
fn invalid(
    report: &Report,
    what: &str,
    again: &dyn Fn(&Shapes) -> Option<Option<Report>>,
) -> Rejection {
    let failures = failures(report);
    let shapes = Shapes::of(failures.iter().take(MOST).map(|(path, _)| path.as_slice()));
    again(&shapes);
    let after_change = |shapes: &Shapes| {
        let report = again(shapes)?;
        Some(report.as_ref().map(self::failures).unwrap_or_default())
    };
    let errors = failures.iter().take(MOST).map(|(path, detail)| {
        let pointer = shapes.pointer(path, &failures, &after_change);
        json!({"detail": detail, "pointer": pointer})
    });
    let errors: Vec<Value> = errors.collect();
    let found = match report.iter().count() {
        1 => "1 value is not valid".to_owned(),
        all if all > MOST => format!("{all} values are not valid, and the first {MOST} are listed"),
        all => format!("{all} values are not valid"),
    };
    let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY)
        .detail(format!("{what}: {found}"))
        .with("errors", errors);
    Rejection::of(problem)
}

fn failures(report: &Report) -> Vec<Failure> {
    let failure = |(path, error): &(garde::Path, garde::Error)| {
        // A path serialises as a list of kinds and names.
        let components = serde_json::to_value(path).unwrap_or_default();
        let components: Vec<(String, String)> =
            serde_json::from_value(components).unwrap_or_default();
        let components = components
            .into_iter()
            .filter_map(|(kind, name)| match &*kind {
                "key" => Some(Component::Key(name)),
                "index" => Some(Component::Index(name)),
                _ => None,
            });
        (components.collect(), error.message().to_owned())
    };
    report.iter().take(MOST_READ).map(failure).collect()
}
