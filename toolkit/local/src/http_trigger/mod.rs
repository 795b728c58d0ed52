//! The HTTP trigger: requests become events, and the function's replies become responses.
//!
//! The conversions are pure functions, one module for each service and format. [`Trigger`] selects them.

pub mod alb;
mod answer;
pub mod http_v1;
pub mod http_v2;
pub(crate) mod prelude;
mod reply;
mod request;
pub mod rest_api;
mod streaming;
mod trigger;
pub mod vpc_lattice;

pub(crate) use answer::internal_server_error;
pub use http_v2::RequestMetadata;
pub use reply::MalformedResponse;
pub use trigger::{PayloadFormat, Trigger};

use crate::body::{Collected, collect};
use crate::console;
use crate::invocation::Invocation;
use crate::lambda::{Lambda, Place};
use crate::limits;
use crate::server::Answer;
use crate::service::what;
use answer::Failure;
use hyper::Request;
use hyper::body::Incoming;
use hyper::header::{ACCEPT, UPGRADE};
use std::net::SocketAddr;

/// The parts of a request that its answer depends on.
struct Asked {
    /// Method and path, for the log.
    what: String,
    /// The header `accept`.
    accept: Option<String>,
}

/// Answers a request as the function's trigger does.
pub(crate) async fn respond(
    lambda: &Lambda,
    request: Request<Incoming>,
    client: SocketAddr,
    local: SocketAddr,
) -> Answer {
    let metadata = RequestMetadata::new(client, local);
    let mut answer = invoke(lambda, request, &metadata).await;
    lambda.trigger().finish(answer.headers_mut(), &metadata);
    answer
}

async fn invoke(lambda: &Lambda, request: Request<Incoming>, metadata: &RequestMetadata) -> Answer {
    let trigger = lambda.trigger();
    let asked = Asked {
        what: what(&request),
        accept: request::header(request.headers(), ACCEPT.as_str()),
    };
    let (parts, body) = request.into_parts();
    if let Trigger::Alb { .. } = trigger
        && parts.headers.contains_key(UPGRADE)
    {
        let what = &asked.what;
        console::line(format_args!(
            "{what} 400 a load balancer does not upgrade connections to Lambda functions"
        ));
        return answer::failure(trigger, Failure::BadRequest);
    }
    let largest = trigger.largest_body();
    let Ok(collected) = collect(body, largest).await else {
        console::line(format_args!("{} 400 the body ended early", asked.what));
        return answer::failure(trigger, Failure::BadRequest);
    };
    let Collected::Whole(body) = collected else {
        return too_large(trigger, &asked.what, "the body", largest);
    };
    let event = trigger.event(&parts, &body, metadata);
    // The event is larger than the request.
    if event.len() > limits::REQUEST {
        let part = "the event of the request";
        return too_large(trigger, &asked.what, part, limits::REQUEST);
    }
    if trigger.streams() {
        // A trigger that streams waits for as long as the function runs.
        return streaming::run(lambda, Invocation::new(event), asked).await;
    }
    // The integration timeout does not include the wait for a place: the services have nothing like it.
    let place = match lambda.place().await {
        Ok(place) => place,
        Err(refusal) => return answer::to_outcome(lambda, Err(refusal), asked),
    };
    let running = tokio::spawn(run(lambda.clone(), place, Invocation::new(event), asked));
    let answer = match lambda.integration_limit() {
        Some(limit) => match tokio::time::timeout(limit, running).await {
            Ok(answer) => answer,
            // Only the gateway stops waiting. The invocation continues.
            Err(_) => return answer::failure(trigger, Failure::TimedOut),
        },
        None => running.await,
    };
    answer.unwrap_or_else(|_| answer::failure(trigger, Failure::NoResponse))
}

/// `part` is the part of the request that is over the limit.
fn too_large(trigger: &Trigger, what: &str, part: &str, limit: usize) -> Answer {
    console::line(format_args!(
        "{what} 413 {part} is larger than {limit} bytes"
    ));
    answer::failure(trigger, Failure::TooLarge)
}

async fn run(lambda: Lambda, place: Place, invocation: Invocation, asked: Asked) -> Answer {
    let outcome = lambda.invoke_at(place, invocation).await;
    answer::to_outcome(&lambda, outcome, asked)
}

#[cfg(test)]
mod tests;
