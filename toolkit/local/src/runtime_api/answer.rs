//! Verdicts as HTTP responses.

use super::call::{Event, Verdict};
use super::route::RouteError;
use crate::body::ResponseBody;
use crate::identity;
use crate::invocation::FunctionError;
use crate::server::Answer;
use bytes::Bytes;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};

pub(super) fn to(verdict: Verdict) -> Answer {
    match verdict {
        Verdict::Event(event) => to_next(&event),
        // A stream is accepted after its permission to start.
        Verdict::Accepted | Verdict::Streams(_) => json(
            StatusCode::ACCEPTED,
            Bytes::from_static(b"{\"status\":\"OK\"}\n"),
        ),
        Verdict::Restored => json(StatusCode::OK, Bytes::new()),
        Verdict::TooLarge(limit) => refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLarge",
            &format!("Exceeded maximum allowed payload size ({limit} bytes)."),
        ),
        Verdict::InvalidId => refused(
            StatusCode::BAD_REQUEST,
            "InvalidRequestID",
            "Invalid request ID",
        ),
        Verdict::Late => refused(
            StatusCode::GONE,
            "InvocationTimedOut",
            "The invocation has timed out and its caller has been answered",
        ),
        Verdict::InvalidState => refused(
            StatusCode::FORBIDDEN,
            "InvalidStateTransition",
            "State transition is not allowed: the environment is in another state",
        ),
    }
}

fn to_next(event: &Event) -> Answer {
    let invocation = &event.invocation;
    let mut answer = json(StatusCode::OK, invocation.payload.clone());
    let deadline = event.deadline.as_millis().to_string();
    let headers = [
        (
            "lambda-runtime-aws-request-id",
            Some(&invocation.request_id),
        ),
        ("lambda-runtime-deadline-ms", Some(&deadline)),
        (
            "lambda-runtime-invoked-function-arn",
            Some(&event.invoked_arn),
        ),
        ("lambda-runtime-trace-id", Some(&invocation.trace_id)),
        (
            "lambda-runtime-client-context",
            invocation.client_context.as_ref(),
        ),
        (
            "lambda-runtime-cognito-identity",
            invocation.cognito_identity.as_ref(),
        ),
    ];
    for (name, value) in headers {
        // Our own values are plain text. A caller's context that is not valid in a header is left out.
        if let Some(value) = value.and_then(|value| HeaderValue::from_bytes(value.as_bytes()).ok())
        {
            answer
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
    }
    answer
}

/// The answer to the registration of an extension, with its identifier.
pub(super) fn to_registration() -> Answer {
    let mut answer = json(StatusCode::OK, Bytes::from_static(b"{}"));
    if let Ok(identifier) = HeaderValue::from_str(&identity::request_id()) {
        let name = HeaderName::from_static("lambda-extension-identifier");
        answer.headers_mut().insert(name, identifier);
    }
    answer
}

pub(super) fn to_route_error(error: RouteError) -> Answer {
    let (status, text, allowed) = match error {
        RouteError::UnknownPath => (StatusCode::NOT_FOUND, "404 page not found\n", None),
        RouteError::WrongMethod(allowed) => (
            StatusCode::METHOD_NOT_ALLOWED,
            "405 method not allowed\n",
            Some(allowed),
        ),
    };
    let text = Bytes::from_static(text.as_bytes());
    let mut answer = with(status, "text/plain; charset=utf-8", text);
    // A 405 must have it (RFC 9110, section 15.5.6).
    if let Some(allowed) = allowed.and_then(|method| HeaderValue::from_str(method.as_str()).ok()) {
        answer.headers_mut().insert(ALLOW, allowed);
    }
    answer
}

/// The answer to a body that ended early.
pub(super) fn to_broken_body() -> Answer {
    refused(
        StatusCode::BAD_REQUEST,
        "InvalidBody",
        "The body of the request ended early",
    )
}

/// The answer to a call to an environment that is ending.
pub(super) fn to_gone() -> Answer {
    refused(
        StatusCode::GONE,
        "Gone",
        "The execution environment has ended",
    )
}

fn refused(status: StatusCode, error_type: &str, message: &str) -> Answer {
    json(status, FunctionError::new(error_type, message).document)
}

fn json(status: StatusCode, body: Bytes) -> Answer {
    with(status, "application/json", body)
}

fn with(status: StatusCode, content_type: &'static str, body: Bytes) -> Answer {
    let mut answer = Response::new(ResponseBody::buffered(body));
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}
