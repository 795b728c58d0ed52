//! Replies of HTTP handlers.

use std::any::Any;

use http::StatusCode;
use http::header::HeaderMap;
use serde::Serialize;

use super::stream::StreamBody;
use super::{Problem, Response, ResponseBody};
use crate::error::Error;
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
/// | `String`, `&'static str` | 200 with `text/plain; charset=utf-8` |
/// | [`Body`] | 200 with `application/octet-stream` |
/// | [`StreamBody`] | 200 with `application/octet-stream`, sent while it is produced |
/// | `()` | 204 |
/// | `StatusCode` | that status, without a body |
/// | `(StatusCode, T)` | the response of `T` with that status |
/// | `(StatusCode, Headers, T)` | the response of `T` with that status and these headers |
/// | [`Response`], [`Problem`] | that response |
///
/// `M` only distinguishes the implementations and is always inferred.
///
/// ```
/// use gatewright::{IntoResponse, Response, StatusCode};
///
/// fn stored() -> Response {
///     (StatusCode::CREATED, "stored").into_response()
/// }
/// # assert!(format!("{:?}", stored()).contains("201"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned from an HTTP handler",
    label = "expected a type that implements `serde::Serialize` or another reply type",
    note = "an HTTP handler returns `T: serde::Serialize`, `Json<T>`, `String`, `Body`, `StreamBody`, `()`, `StatusCode`, `(StatusCode, T)`, `(StatusCode, Headers, T)`, `Response` or a `Result` of one of these",
    note = "for a JSON response, add `#[derive(serde::Serialize)]` to the type; only an `#[operation]` can return `Progress`"
)]
pub trait IntoResponse<M> {
    /// Converts the value to a response.
    fn into_response(self) -> Response;
}

/// A marker type for [`IntoResponse`].
pub struct AsJson;
/// A marker type for [`IntoResponse`].
pub struct AsItself;
/// A marker type for [`IntoResponse`].
pub struct WithStatus<M>(M);

#[diagnostic::do_not_recommend]
impl<T: Serialize + 'static> IntoResponse<AsJson> for T {
    fn into_response(self) -> Response {
        // `TypeId`s are constants, so the compiler keeps only one of these branches for each type.
        let value: &dyn Any = &self;
        if let Some(text) = value.downcast_ref::<&'static str>() {
            return plain_text((*text).to_owned());
        }
        if value.is::<()>() {
            return Response::new(StatusCode::NO_CONTENT);
        }
        if value.is::<String>() {
            let mut slot = Some(self);
            let slot: &mut dyn Any = &mut slot;
            let text = slot.downcast_mut::<Option<String>>().and_then(Option::take);
            return plain_text(text.unwrap_or_default());
        }
        json(&self)
    }
}

impl<T: Serialize> IntoResponse<AsItself> for Json<T> {
    fn into_response(self) -> Response {
        json(&self.0)
    }
}

impl IntoResponse<AsItself> for Body {
    fn into_response(self) -> Response {
        Response {
            body_type: Some("application/octet-stream"),
            body: ResponseBody::Bytes(self.0),
            ..Response::new(StatusCode::OK)
        }
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
    fn into_response(self) -> Response {
        self
    }
}

impl IntoResponse<AsItself> for Problem {
    fn into_response(self) -> Response {
        Problem::into_response(self)
    }
}

impl<T: IntoResponse<M>, M> IntoResponse<WithStatus<M>> for (StatusCode, T) {
    fn into_response(self) -> Response {
        Response {
            status: self.0,
            ..self.1.into_response()
        }
    }
}

impl<T: IntoResponse<M>, M> IntoResponse<WithStatus<M>> for (StatusCode, Headers, T) {
    fn into_response(self) -> Response {
        let (status, Headers(headers), reply) = self;
        let response = reply.into_response();
        let mut merged: HeaderMap = response.headers;
        merged.extend(headers);
        Response {
            status,
            headers: merged,
            ..response
        }
    }
}

fn plain_text(text: String) -> Response {
    Response::text(StatusCode::OK, "text/plain; charset=utf-8", text)
}

fn json<T: Serialize>(value: &T) -> Response {
    match serde_json::to_string(value) {
        Ok(text) => Response::text(StatusCode::OK, "application/json", text),
        Err(error) => Problem::from_error(Error::with_type(
            "SerializationFailed",
            format_args!("the reply does not serialise: {error}"),
        ))
        .into_response(),
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
