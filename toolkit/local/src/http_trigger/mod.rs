//! The HTTP trigger: requests become events, and the function's replies become responses.
//!
//! The conversions are pure functions: [`http_v2::event()`], [`http_v2::function_url_event`] and [`http_v2::response()`].

mod answer;
pub mod http_v2;
pub(crate) mod prelude;
mod streaming;

pub(crate) use answer::internal_server_error;
pub use http_v2::{MalformedResponse, RequestMetadata};

use crate::body::{Collected, collect};
use crate::console;
use crate::invocation::Invocation;
use crate::lambda::{Lambda, Place};
use crate::limits;
use crate::server::Answer;
use crate::service::what;
use hyper::Request;
use hyper::body::Incoming;
use hyper::header::HeaderValue;
use std::net::SocketAddr;

/// Answers a request to an HTTP API, or to a function URL that streams.
pub(crate) async fn respond(
    lambda: &Lambda,
    request: Request<Incoming>,
    client: SocketAddr,
    local: SocketAddr,
) -> Answer {
    let metadata = RequestMetadata::new(client, local);
    let what = what(&request);
    let mut answer = invoke(lambda, request, &metadata, what).await;
    if let Ok(id) = HeaderValue::from_str(&metadata.request_id) {
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
    metadata: &RequestMetadata,
    what: String,
) -> Answer {
    let (parts, body) = request.into_parts();
    let Ok(collected) = collect(body, limits::REQUEST).await else {
        console::line(format_args!("{what} 400 the body ended early"));
        return answer::bad_request();
    };
    let Collected::Whole(body) = collected else {
        return too_large(&what, "the body");
    };
    let streams = lambda.function().streams;
    let event = if streams {
        http_v2::function_url_event(&parts, &body, metadata)
    } else {
        http_v2::event(&parts, &body, metadata)
    };
    // The event is larger than the request.
    if event.len() > limits::REQUEST {
        return too_large(&what, "the event of the request");
    }
    if streams {
        // A function URL waits for as long as the function runs.
        return streaming::run(lambda, Invocation::new(event), what).await;
    }
    // The integration timeout does not include the wait for a place: API Gateway has nothing like it.
    let place = match lambda.place().await {
        Ok(place) => place,
        Err(refusal) => return answer::to_outcome(lambda, Err(refusal), what),
    };
    let running = tokio::spawn(run(lambda.clone(), place, Invocation::new(event), what));
    match tokio::time::timeout(lambda.integration_limit(), running).await {
        Ok(answer) => answer.unwrap_or_else(|_| internal_server_error()),
        // Only the gateway stops waiting. The invocation continues.
        Err(_) => answer::service_unavailable(),
    }
}

/// `part` is the part of the request that is over the limit.
fn too_large(what: &str, part: &str) -> Answer {
    console::line(format_args!(
        "{what} 413 {part} is larger than {} bytes",
        limits::REQUEST
    ));
    answer::too_large()
}

async fn run(lambda: Lambda, place: Place, invocation: Invocation, what: String) -> Answer {
    let outcome = lambda.invoke_at(place, invocation).await;
    answer::to_outcome(&lambda, outcome, what)
}
