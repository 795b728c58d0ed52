//! Responses to HTTP clients: the function's, and those that the trigger gives in its place.

use super::{Asked, Trigger};
use crate::body::ResponseBody;
use crate::console;
use crate::invocation::{Outcome, Refusal};
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
    asked: Asked,
) -> Answer {
    let trigger = lambda.trigger();
    let Asked { what, accept } = asked;
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(Refusal::Stopped) => return failure(trigger, Failure::Stopped),
        Err(refusal @ (Refusal::RestoreFailed | Refusal::RestoreTimedOut)) => {
            console::line(format_args!("{what}: {refusal}"));
            return failure(trigger, Failure::NoResponse);
        }
    };
    let answer = match &outcome.result {
        Ok(reply) => trigger
            .answer(reply, accept.as_deref())
            .unwrap_or_else(|malformed| {
                // The services do not tell the client the reason. A developer needs it.
                console::line(format_args!(
                    "{what}: the reply is not a valid HTTP response for {}: {}",
                    trigger.described(),
                    quote::document(&malformed.to_string())
                ));
                failure(trigger, Failure::NoResponse)
            }),
        Err(error) => {
            let error = error.to_string();
            console::line(format_args!("{what}: {}", quote::document(&error)));
            failure(trigger, Failure::NoResponse)
        }
    };
    lambda.report(&Report::new(what, answer.status().as_str(), &outcome));
    answer
}

/// The reason why the trigger answers in the function's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The request is not one that the trigger passes on.
    BadRequest,
    /// The request is over a limit.
    TooLarge,
    /// The function failed, or its reply is not a response.
    NoResponse,
    /// The integration timeout is over.
    TimedOut,
    /// The local Lambda is stopping.
    Stopped,
}

/// Returns the response of the trigger itself.
///
/// REST APIs: API Gateway developer guide, "Gateway response types". Load balancers: user guide, "Troubleshoot your Application Load
/// Balancers". HTTP APIs, function URLs and the bodies follow live services. VPC Lattice documents none and gets those of a load
/// balancer, without a page.
pub(super) fn failure(trigger: &Trigger, failure: Failure) -> Answer {
    let (status, text) = match (trigger, failure) {
        (_, Failure::BadRequest) => (StatusCode::BAD_REQUEST, "Bad Request"),
        (_, Failure::Stopped) => (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
        (Trigger::RestApi { .. }, Failure::TooLarge) => {
            (StatusCode::PAYLOAD_TOO_LARGE, "Request Too Long")
        }
        (_, Failure::TooLarge) => (StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large"),
        (Trigger::HttpApi { .. }, Failure::NoResponse) => {
            (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
        }
        (Trigger::RestApi { .. }, Failure::NoResponse) => {
            (StatusCode::BAD_GATEWAY, "Internal server error")
        }
        (Trigger::FunctionUrl { .. }, Failure::NoResponse) => {
            (StatusCode::BAD_GATEWAY, "Internal Server Error")
        }
        (_, Failure::NoResponse) => (StatusCode::BAD_GATEWAY, "Bad Gateway"),
        (Trigger::HttpApi { .. }, Failure::TimedOut) => {
            (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable")
        }
        (Trigger::RestApi { .. }, Failure::TimedOut) => {
            (StatusCode::GATEWAY_TIMEOUT, "Endpoint request timed out")
        }
        (_, Failure::TimedOut) => (StatusCode::GATEWAY_TIMEOUT, "Gateway Timeout"),
    };
    match trigger {
        Trigger::HttpApi { .. } | Trigger::RestApi { .. } => message(status, text),
        Trigger::FunctionUrl { .. } if failure != Failure::NoResponse => message(status, text),
        Trigger::Alb { .. } => page(status, text),
        Trigger::FunctionUrl { .. } | Trigger::VpcLattice { .. } => {
            own(status, "text/plain", text.to_owned())
        }
    }
}

/// The response if the service itself failed.
pub(crate) fn internal_server_error() -> Answer {
    message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
}

/// A response of API Gateway: `{"message":"…"}`.
fn message(status: StatusCode, text: &str) -> Answer {
    let body = serde_json::json!({ "message": text }).to_string();
    own(status, "application/json", body)
}

/// A page of a load balancer.
fn page(status: StatusCode, text: &str) -> Answer {
    let title = format!("{} {text}", status.as_str());
    let body = format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n"
    );
    own(status, "text/html", body)
}

fn own(status: StatusCode, content_type: &'static str, body: String) -> Answer {
    let mut answer = Response::new(ResponseBody::buffered(body));
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}
