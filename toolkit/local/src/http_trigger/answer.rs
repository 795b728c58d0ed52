//! Responses to HTTP clients: the function's, and those that the gateway gives in its place.

use super::http_v2::{self, MalformedResponse};
use super::prelude;
use crate::body::ResponseBody;
use crate::console;
use crate::invocation::{Outcome, Refusal, Reply};
use crate::lambda::Lambda;
use crate::quote;
use crate::report::Report;
use crate::server::Answer;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};

/// The response to a request whose invocation has ended. It is also reported.
pub(super) fn to_outcome(
    lambda: &Lambda,
    outcome: Result<Outcome, Refusal>,
    what: String,
) -> Answer {
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(Refusal::Stopped) => return service_unavailable(),
        Err(refusal @ (Refusal::RestoreFailed | Refusal::RestoreTimedOut)) => {
            console::line(format_args!("{what}: {refusal}"));
            return internal_server_error();
        }
    };
    let answer = match &outcome.result {
        Ok(reply) => response(reply).unwrap_or_else(|malformed| {
            // API Gateway does not tell the client the reason. A developer needs it.
            console::line(format_args!(
                "{what}: the reply is not a valid HTTP response: {}",
                quote::document(&malformed.to_string())
            ));
            internal_server_error()
        }),
        Err(error) => {
            let error = error.to_string();
            console::line(format_args!("{what}: {}", quote::document(&error)));
            internal_server_error()
        }
    };
    lambda.report(&Report::new(what, answer.status().as_str(), &outcome));
    answer
}

fn response(reply: &Reply) -> Result<Answer, MalformedResponse> {
    match reply {
        Reply::Buffered(payload) => Ok(http_v2::response(payload)?.map(ResponseBody::from)),
        Reply::Streamed { content_type, body } => prelude::response(content_type.as_deref(), body),
    }
}

pub(super) fn bad_request() -> Answer {
    message(StatusCode::BAD_REQUEST, "Bad Request")
}

pub(super) fn too_large() -> Answer {
    message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large")
}

pub(super) fn service_unavailable() -> Answer {
    message(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable")
}

/// The response of the gateway if the function has none.
pub(crate) fn internal_server_error() -> Answer {
    message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
}

/// A response of the gateway itself: `{"message":"…"}`.
fn message(status: StatusCode, text: &str) -> Answer {
    let body = serde_json::json!({ "message": text }).to_string();
    let mut answer = Response::new(ResponseBody::buffered(body));
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}
