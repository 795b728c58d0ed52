//! Replies of HTTP handlers.

use std::any::Any;
use std::borrow::Cow;

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http::header::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use super::bodies::{json, octets, plain_text};
use super::header::{ResponseHeaders, TextHeaders, TextOrNumber, TypedHeaders};
use super::stream::StreamBody;
use super::{Problem, Response, ResponseBody, tuple};
use crate::handler::extract::{Body, Headers};

/// A JSON body, as a parameter or as the reply of an HTTP handler.
///
/// As a reply, `Json(value)` and `value` are the same.
///
/// ```
/// use gatewright::prelude::*;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Deserialize, Serialize)]
/// struct Order {
///     sku: String,
/// }
///
/// #[lambda_handler(main = false)]
/// #[post("/orders")]
/// async fn place(Json(order): Json<Order>) -> (StatusCode, Json<Order>) {
///     (StatusCode::CREATED, Json(order))
/// }
///
/// # fn main() {
/// # use gatewright::testing::{block_on, invoke};
/// # let event = serde_json::json!({
/// #     "version": "2.0", "rawPath": "/orders", "requestContext": {"http": {"method": "POST"}},
/// #     "headers": {"content-type": "application/json"}, "body": "{\"sku\": \"A-1\"}",
/// # });
/// # let reply = block_on(invoke(&PLACE, event)).unwrap();
/// # assert_eq!((&reply["statusCode"], &reply["body"]), (&201.into(), &r#"{"sku":"A-1"}"#.into()));
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Json<T>(pub T);

/// A type that an HTTP handler can return, alone or as the `Ok` of a `Result`.
///
/// | type | response |
/// |---|---|
/// | `T: Serialize`, [`Json<T>`] | 200 with `application/json` |
/// | `String`, `&'static str`, `Cow<'static, str>`, `Box<str>` | 200 with `text/plain; charset=utf-8` |
/// | [`Body`], [`Bytes`], `BytesMut`, `Vec<u8>`, `Box<[u8]>`, `&'static [u8]`, `Cow<'static, [u8]>`, `[u8; N]` to 32 | 200 with `application/octet-stream` |
/// | [`StreamBody`] | 200 with `application/octet-stream`, sent while it is produced |
/// | `()` | 204 |
/// | `StatusCode` | that status, without a body |
/// | `[(name, value); N]`, `Headers`, `http::HeaderMap` | 200 with these headers, without a body |
/// | `(StatusCode, T)` | the response of `T` with that status |
/// | `(H, T)` | the response of `T` with the headers `H` |
/// | `(StatusCode, H, T)` | the response of `T` with that status and these headers |
/// | `(H, H, T)`, `(StatusCode, H, H, T)`, `(StatusCode, H, H, H, T)` | the same with several headers |
/// | [`Redirect`](crate::Redirect) | 303, 307 or 308 with `location` |
/// | [`Html<T>`](crate::Html) | 200 with `text/html; charset=utf-8` |
/// | [`NoContent`](crate::NoContent) | 204 |
/// | [`Response`], `http::Response`, [`Problem`] | that response |
///
/// # Tuples
///
/// Tuples have the same meaning as in axum. The headers `H` are an array of names and values, [`Headers`] or an `http::HeaderMap`. A
/// name is a `&'static str`, a `String` or an `http::HeaderName`; a value is one of the first two, an integer or an
/// `http::HeaderValue`. Headers replace those of `T`, such as its `content-type`. A name that occurs twice in `H` adds a second value.
///
/// [`Cookie`](crate::Cookie), [`CacheControl`](crate::CacheControl), [`ContentDisposition`](crate::ContentDisposition) and
/// [`ETag`](crate::ETag) are headers with a name of their own: `(CacheControl::NO_STORE, T)`. Cookies are added to those of `T`: `(Cookie, T)`, `([Cookie; N], T)`.
///
/// With an invalid name or value, the response becomes a 500, and the error (`InvalidHeader`) is logged.
///
/// ```
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[get("/old")]
/// async fn moved() -> (StatusCode, [(&'static str, &'static str); 1]) {
///     (StatusCode::PERMANENT_REDIRECT, [("location", "/new")])
/// }
/// # fn main() {
/// # use gatewright::testing::{block_on, invoke};
/// # let event = serde_json::json!({
/// #     "version": "2.0", "rawPath": "/old", "requestContext": {"http": {"method": "GET"}},
/// # });
/// # let reply = block_on(invoke(&MOVED, event)).unwrap();
/// # assert_eq!((&reply["statusCode"], &reply["headers"]), (&308.into(), &serde_json::json!({"location": "/new"})));
/// # }
/// ```
///
/// In a tuple with headers, [`Body`] is the fastest type for bytes.
///
/// Every other tuple or array whose elements implement `Serialize` is JSON. `Json(value)` is JSON in any case.
///
/// # Types of your own
///
/// `M` distinguishes the implementations. It is inferred, or is the default: a type implements `IntoResponse` as in axum, and may also
/// be the error of a handler. A type that implements `Serialize` has a response already, so it is wrapped in another type first.
///
/// ```
/// use gatewright::prelude::*;
/// use gatewright::{IntoResponse, Response};
///
/// pub enum ShopError {
///     NotFound,
///     Unexpected(anyhow::Error),
/// }
///
/// impl IntoResponse for ShopError {
///     fn into_response(self) -> Response {
///         match self {
///             Self::NotFound => (StatusCode::NOT_FOUND, "no such order").into_response(),
///             Self::Unexpected(error) => {
///                 eprintln!("{error:#}");
///                 StatusCode::INTERNAL_SERVER_ERROR.into_response()
///             }
///         }
///     }
/// }
///
/// #[lambda_handler(main = false)]
/// #[get("/orders/{id}")]
/// async fn order(Path(id): Path<u64>) -> Result<String, ShopError> {
///     Err(ShopError::NotFound)
/// }
/// # fn main() {
/// # use gatewright::testing::{block_on, invoke};
/// # let event = serde_json::json!({
/// #     "version": "2.0", "rawPath": "/orders/7", "requestContext": {"http": {"method": "GET"}},
/// # });
/// # let reply = block_on(invoke(&ORDER, event)).unwrap();
/// # assert_eq!((&reply["statusCode"], &reply["body"]), (&404.into(), &"no such order".into()));
/// # }
/// ```
///
/// A function that returns `impl IntoResponse` ends with `.into_response()`. A handler itself names its type, such as [`Response`].
///
/// ```
/// use gatewright::{IntoResponse, Response, StatusCode};
///
/// fn stored() -> Response {
///     (StatusCode::CREATED, [("x-version", 3)], "stored").into_response()
/// }
/// assert_eq!(stored().status(), StatusCode::CREATED);
/// assert_eq!(stored().header("x-version"), Some("3"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned from an HTTP handler",
    label = "expected a type that implements `serde::Serialize` or another reply type",
    note = "an HTTP handler returns `T: serde::Serialize`, `Json<T>`, `String`, `Html<T>`, `Redirect`, `NoContent`, `Body`, `StreamBody`, `()`, `StatusCode`, `(StatusCode, T)`, `(H, T)`, `(StatusCode, H, T)`, `Response` or a `Result` of one of these; the headers `H` are `[(\"x-name\", value)]`, `Headers` or `http::HeaderMap`",
    note = "for a JSON response, add `#[derive(serde::Serialize)]` to the type; only an `#[operation]` can return `Progress`",
    note = "in a function that returns `impl IntoResponse`, end with `.into_response()`"
)]
pub trait IntoResponse<M = AsItself> {
    /// Converts the value to a response.
    fn into_response(self) -> Response;
}

/// A marker type for [`IntoResponse`].
pub struct AsJson;
/// A marker type for [`IntoResponse`].
pub struct AsItself;
/// A marker type for [`IntoResponse`].
pub struct WithStatus<M>(M);
/// A marker type for [`IntoResponse`].
pub struct WithHeaders<M>(M);
/// A marker type for [`IntoResponse`].
pub struct WithTextHeaders<M = ()>(M);

#[diagnostic::do_not_recommend]
impl<T: Serialize + 'static> IntoResponse<AsJson> for T {
    fn into_response(self) -> Response {
        let mut slot = Some(self);
        // `TypeId`s are constants, so the compiler keeps only one of these branches for each type.
        let taken = taken(&mut slot, plain_text::<String>)
            .or_else(|| taken(&mut slot, plain_text::<&'static str>))
            .or_else(|| taken(&mut slot, plain_text::<Cow<'static, str>>))
            .or_else(|| taken(&mut slot, plain_text::<Box<str>>))
            .or_else(|| taken(&mut slot, octets::<Vec<u8>>))
            .or_else(|| taken(&mut slot, octets::<Bytes>))
            .or_else(|| taken(&mut slot, octets::<&'static [u8]>))
            .or_else(|| taken(&mut slot, octets::<Box<[u8]>>))
            .or_else(|| taken(&mut slot, octets::<BytesMut>))
            .or_else(|| {
                taken(&mut slot, |bytes: Cow<'static, [u8]>| {
                    octets(bytes.into_owned())
                })
            })
            .or_else(|| taken(&mut slot, |()| Response::new(StatusCode::NO_CONTENT)))
            .or_else(|| taken(&mut slot, Problem::into_response));
        match (taken, &slot) {
            (Some(response), _) => response,
            (None, Some(value)) => tuple::response(value).unwrap_or_else(|| json(value)),
            // Only a reply that was made takes the value.
            (None, None) => Response::new(StatusCode::NO_CONTENT),
        }
    }
}

/// Takes the value out of the slot and makes its reply, if it is of type `U`.
fn taken<T: 'static, U: 'static>(
    slot: &mut Option<T>,
    make: impl FnOnce(U) -> Response,
) -> Option<Response> {
    let slot: &mut dyn Any = slot;
    slot.downcast_mut::<Option<U>>()?.take().map(make)
}

impl<T: Serialize> IntoResponse<AsItself> for Json<T> {
    fn into_response(self) -> Response {
        json(&self.0)
    }
}

impl IntoResponse<AsItself> for Body {
    fn into_response(self) -> Response {
        octets(self.0)
    }
}

impl IntoResponse<AsItself> for StreamBody {
    fn into_response(self) -> Response {
        Response {
            body_type: Some("application/octet-stream"),
            body: ResponseBody::Stream(self),
            ..Response::new(StatusCode::OK)
        }
    }
}

impl IntoResponse<AsItself> for StatusCode {
    fn into_response(self) -> Response {
        Response::new(self)
    }
}

impl IntoResponse<AsItself> for Response {
    fn into_response(mut self) -> Response {
        if self.refused {
            // `status_mut` may have changed it.
            self.status = StatusCode::INTERNAL_SERVER_ERROR;
        }
        self
    }
}

impl<B: Into<ResponseBody>> IntoResponse<AsItself> for http::Response<B> {
    fn into_response(self) -> Response {
        self.into()
    }
}

impl IntoResponse<AsItself> for Headers {
    fn into_response(self) -> Response {
        headers_alone(self)
    }
}

impl IntoResponse<AsItself> for HeaderMap {
    fn into_response(self) -> Response {
        headers_alone(self)
    }
}

impl<V, const N: usize> IntoResponse<AsItself> for [(HeaderName, V); N]
where
    Self: TypedHeaders,
{
    fn into_response(self) -> Response {
        headers_alone(self)
    }
}

/// Names that implement `Serialize`, so the two kinds of arrays do not overlap.
impl<K: TextOrNumber, const N: usize> IntoResponse<AsItself> for [(K, HeaderValue); N]
where
    Self: TypedHeaders,
{
    fn into_response(self) -> Response {
        headers_alone(self)
    }
}

fn headers_alone(headers: impl ResponseHeaders) -> Response {
    headers.add_to(Response::new(StatusCode::OK))
}

impl<T: IntoResponse<M>, M> IntoResponse<WithStatus<M>> for (StatusCode, T) {
    fn into_response(self) -> Response {
        self.1.into_response().with_status(self.0)
    }
}

impl<H: ResponseHeaders, T: IntoResponse<M>, M> IntoResponse<WithStatus<M>> for (StatusCode, H, T) {
    fn into_response(self) -> Response {
        let (status, headers, reply) = self;
        headers.add_to(reply.into_response()).with_status(status)
    }
}

/// As in axum, headers further to the left replace those to their right.
impl<H: ResponseHeaders, I: ResponseHeaders, T: IntoResponse<M>, M> IntoResponse<WithStatus<M>>
    for (StatusCode, H, I, T)
{
    fn into_response(self) -> Response {
        let (status, headers, others, reply) = self;
        (status, headers, WithParts(others, reply).into_response()).into_response()
    }
}

impl<H, I, J, T, M> IntoResponse<WithStatus<M>> for (StatusCode, H, I, J, T)
where
    H: ResponseHeaders,
    I: ResponseHeaders,
    J: ResponseHeaders,
    T: IntoResponse<M>,
{
    fn into_response(self) -> Response {
        let (status, headers, others, last, reply) = self;
        (
            status,
            headers,
            others,
            WithParts(last, reply).into_response(),
        )
            .into_response()
    }
}

/// One of the headers is of a type that does not implement `Serialize`.
impl<H: TypedHeaders, I: ResponseHeaders, T: IntoResponse<M>, M> IntoResponse<WithHeaders<M>>
    for (H, I, T)
{
    fn into_response(self) -> Response {
        let (headers, others, reply) = self;
        WithParts(headers, WithParts(others, reply).into_response()).into_response()
    }
}

impl<H: TextHeaders, I: TypedHeaders, T: IntoResponse<M>, M>
    IntoResponse<WithTextHeaders<WithHeaders<M>>> for (H, I, T)
{
    fn into_response(self) -> Response {
        let (headers, others, reply) = self;
        WithParts(headers, WithParts(others, reply).into_response()).into_response()
    }
}

impl<H: TextHeaders, I: TextHeaders, T: IntoResponse<AsItself>> IntoResponse<WithTextHeaders>
    for (H, I, T)
{
    fn into_response(self) -> Response {
        let (headers, others, reply) = self;
        WithParts(headers, WithParts(others, reply).into_response()).into_response()
    }
}

impl<H: TypedHeaders, T: IntoResponse<M>, M> IntoResponse<WithHeaders<M>> for (H, T) {
    fn into_response(self) -> Response {
        WithParts(self.0, self.1).into_response()
    }
}

/// If `T` implements `Serialize` too, the whole tuple does, and [`tuple`] finds its meaning. No `T: IntoResponse<AsItself>` does.
impl<H: TextHeaders, T: IntoResponse<AsItself>> IntoResponse<WithTextHeaders> for (H, T) {
    fn into_response(self) -> Response {
        WithParts(self.0, self.1).into_response()
    }
}

struct WithParts<H, T>(H, T);

impl<H: ResponseHeaders, T> WithParts<H, T> {
    fn into_response<M>(self) -> Response
    where
        T: IntoResponse<M>,
    {
        self.0.add_to(self.1.into_response())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(response: &Response) -> (u16, Option<&str>, &str) {
        let ResponseBody::Text(body) = &response.body else {
            panic!("expected text: {response:?}")
        };
        (response.status.as_u16(), response.content_type(), body)
    }

    #[test]
    fn values_are_json_and_strings_are_text() {
        assert_eq!(
            text(&vec![1, 2].into_response()),
            (200, Some("application/json"), "[1,2]")
        );
        assert_eq!(
            text(&Json("a").into_response()),
            (200, Some("application/json"), "\"a\"")
        );
        assert_eq!(
            text(&"a".into_response()),
            (200, Some("text/plain; charset=utf-8"), "a")
        );
        assert_eq!(
            text(&String::from("b").into_response()),
            (200, Some("text/plain; charset=utf-8"), "b")
        );
    }

    #[test]
    fn status_in_a_tuple_sets_the_response_status() {
        assert_eq!(
            text(&(StatusCode::CREATED, Json(1)).into_response()),
            (201, Some("application/json"), "1")
        );
    }

    #[test]
    fn unit_is_no_content() {
        let response = ().into_response();
        assert_eq!(
            (response.status.as_u16(), response.content_type()),
            (204, None)
        );
    }

    #[test]
    fn serialisation_error_is_a_problem_with_the_reason_only_logged() {
        let maps = std::collections::HashMap::from([((1, 2), 3)]);
        let response = maps.into_response();
        assert_eq!(text(&response).0, 500);
        assert!(!text(&response).2.contains("key must be a string"));
        assert!(
            response
                .error
                .unwrap()
                .to_string()
                .contains("key must be a string")
        );
    }
}
