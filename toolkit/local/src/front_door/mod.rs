//! HTTP requests as events, and the function's replies as HTTP responses.
//!
//! A door is two pure functions: [`http_v2::event`] and [`http_v2::response`]. What lies between them, the invocation
//! and the answers that the gateway gives in the function's place, is here.

mod coming;
pub mod http_v2;
pub(crate) mod percent;
pub(crate) mod stream;
pub(crate) mod time;

use crate::body::{Collected, collect};
use crate::identity;
use crate::invocation::{Invocation, Outcome, Reply};
use crate::lambda::{Lambda, Refusal};
use crate::limits;
use crate::outgoing::Outgoing;
use crate::report::Report;
use crate::server::Answer;
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Request, Response, StatusCode};
use std::fmt;
use std::net::SocketAddr;

/// A reply that the door cannot turn into a response: the gateway answers 500. The text says what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadReply(pub(crate) String);

impl fmt::Display for BadReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadReply {}

/// What a request came through.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Arrival {
    /// The gateway's own id of the request.
    pub request_id: String,
    /// The client.
    pub peer: SocketAddr,
    /// The address that it reached.
    pub local: SocketAddr,
    /// When, since the epoch.
    pub time: std::time::Duration,
}

impl Arrival {
    /// An arrival now, with a new id.
    pub fn new(peer: SocketAddr, local: SocketAddr) -> Self {
        Self {
            request_id: identity::request_id(),
            peer,
            local,
            time: identity::epoch(),
        }
    }
}

/// Answers a request at the door of an HTTP API, or of a function URL that streams.
pub(crate) async fn respond(
    lambda: &Lambda,
    request: Request<Incoming>,
    peer: SocketAddr,
    local: SocketAddr,
) -> Answer {
    let arrival = Arrival::new(peer, local);
    let what = format!("{} {}", request.method(), request.uri().path());
    let mut answer = invoke(lambda, request, &arrival, what).await;
    if let Ok(id) = HeaderValue::from_str(&arrival.request_id) {
        let name = if lambda.function().streams {
            "x-amzn-requestid"
        } else {
            "apigw-requestid"
        };
        answer.headers_mut().insert(name, id);
    }
    answer
}

async fn invoke(
    lambda: &Lambda,
    request: Request<Incoming>,
    arrival: &Arrival,
    what: String,
) -> Answer {
    let (parts, body) = request.into_parts();
    let Ok(collected) = collect(body, limits::REQUEST).await else {
        return message(StatusCode::BAD_REQUEST, "Bad Request");
    };
    let Collected::Whole(body) = collected else {
        return too_large();
    };
    let streams = lambda.function().streams;
    let event = if streams {
        http_v2::function_url_event(&parts, &body, arrival)
    } else {
        http_v2::event(&parts, &body, arrival)
    };
    // The event is larger than the request that it carries.
    if event.len() > limits::REQUEST {
        return too_large();
    }
    if streams {
        // A function URL waits for as long as the function runs.
        return coming::run(lambda, Invocation::new(event), what).await;
    }
    let running = tokio::spawn(run(lambda.clone(), Invocation::new(event), what));
    match tokio::time::timeout(lambda.integration_limit(), running).await {
        Ok(answer) => answer.unwrap_or_else(|_| internal_server_error()),
        // The invocation goes on; the gateway has stopped waiting for it.
        Err(_) => message(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
    }
}

async fn run(lambda: Lambda, invocation: Invocation, what: String) -> Answer {
    let outcome = lambda.invoke(invocation).await;
    answer_to(&lambda, outcome, what)
}

/// The answer to a request whose invocation has ended.
fn answer_to(lambda: &Lambda, outcome: Result<Outcome, Refusal>, what: String) -> Answer {
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(Refusal::Stopped) => {
            return message(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable");
        }
        Err(refusal @ Refusal::TooManyRequests) => {
            eprintln!("{what}: {refusal}");
            return message(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable");
        }
        Err(refusal @ (Refusal::RestoreFailed | Refusal::RestoreTimedOut)) => {
            eprintln!("{what}: {refusal}");
            return internal_server_error();
        }
    };
    let answer = match &outcome.result {
        Ok(reply) => response(reply).unwrap_or_else(|bad| {
            // The gateway says nothing of the reason to the client; on a desk it is what one looks for.
            eprintln!("{what}: the reply is no HTTP response: {bad}");
            internal_server_error()
        }),
        Err(error) => {
            eprintln!("{what}: {error}");
            internal_server_error()
        }
    };
    lambda.report(&Report::new(what, answer.status().as_str(), &outcome));
    answer
}

fn response(reply: &Reply) -> Result<Answer, BadReply> {
    match reply {
        Reply::Buffered(payload) => Ok(http_v2::response(payload)?.map(Outgoing::from)),
        Reply::Streamed { content_type, body } => stream::response(content_type.as_deref(), body),
    }
}

/// What the gateway says when the function has nothing to say.
pub(crate) fn internal_server_error() -> Answer {
    message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
}

fn too_large() -> Answer {
    message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large")
}

/// The gateway's own answers: `{"message":"…"}`.
fn message(status: StatusCode, text: &str) -> Answer {
    let body = serde_json::json!({ "message": text }).to_string();
    let mut answer = Response::new(Outgoing::whole(body));
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}
