//! A call with everything that came with it.

use super::route::Route;
use crate::body::{Collected, collect};
use crate::invocation::{FunctionError, Invocation, Reply};
use crate::limits;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hyper::HeaderMap;
use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// A call that waits for the environment's verdict.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) request: Request,
    pub(crate) verdict: oneshot::Sender<Verdict>,
}

/// What the runtime asks or says.
#[derive(Debug)]
pub(crate) enum Request {
    /// It is ready for an event.
    Next,
    /// It has a result for the invocation of this id, or a response that was too large.
    Result(String, Result<Reply, ResultError>),
    /// It could not initialise.
    InitError(FunctionError),
}

/// A result that is no reply.
#[derive(Debug)]
pub(crate) enum ResultError {
    /// The function's own error.
    Function(FunctionError),
    /// A response over the limit.
    TooLarge,
}

/// What the environment says to a call.
#[derive(Debug)]
pub(crate) enum Verdict {
    Event(Event),
    Accepted,
    /// The response was over the limit, and the invocation has ended with that error.
    TooLarge,
    /// No invocation of this id is running.
    InvalidId,
    /// The invocation of this id has ended without the runtime.
    Late,
    /// The call makes no sense in the environment's state.
    InvalidState,
}

/// The answer to `next`.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) invocation: Arc<Invocation>,
    /// Since the epoch.
    pub(crate) deadline: Duration,
    pub(crate) invoked_arn: String,
}

/// Reads the call's body; `None` when the connection broke first.
pub(super) async fn read(route: Route, request: hyper::Request<Incoming>) -> Option<Request> {
    let (parts, body) = request.into_parts();
    let headers = parts.headers;
    Some(match route {
        // Those are answered without the environment.
        Route::Register | Route::ExtensionNext => return None,
        Route::Next => Request::Next,
        Route::Response(id) => Request::Result(id, response(&headers, body).await?),
        Route::Error(id) => {
            Request::Result(id, Err(ResultError::Function(error(&headers, body).await?)))
        }
        Route::InitError => Request::InitError(error(&headers, body).await?),
    })
}

async fn response(headers: &HeaderMap, body: Incoming) -> Option<Result<Reply, ResultError>> {
    let streamed = headers
        .get("lambda-runtime-function-response-mode")
        .is_some_and(|mode| mode.as_bytes().eq_ignore_ascii_case(b"streaming"));
    let limit = if streamed {
        limits::STREAMED_REPLY
    } else {
        limits::REPLY
    };
    Some(match collect(body, limit).await.ok()? {
        Collected::TooLarge => Err(ResultError::TooLarge),
        Collected::Whole(body, _) if !streamed => Ok(Reply::Buffered(body)),
        Collected::Whole(body, trailers) => match broken_off(&trailers) {
            Some(error) => Err(ResultError::Function(error)),
            None => Ok(Reply::Streamed {
                content_type: text(headers, CONTENT_TYPE.as_str()),
                body,
            }),
        },
    })
}

/// An error in the middle of a stream comes in its trailers, the document in base64.
fn broken_off(trailers: &HeaderMap) -> Option<FunctionError> {
    let error_type = text(trailers, "lambda-runtime-function-error-type")?;
    let document = trailers
        .get("lambda-runtime-function-error-body")
        .and_then(|body| STANDARD.decode(body).ok())
        .unwrap_or_default();
    Some(FunctionError::posted(Some(&error_type), document.into()))
}

async fn error(headers: &HeaderMap, body: Incoming) -> Option<FunctionError> {
    let error_type = text(headers, "lambda-runtime-function-error-type");
    let document = match collect(body, limits::REPLY).await.ok()? {
        Collected::Whole(body, _) => body,
        Collected::TooLarge => {
            Bytes::from_static(b"the error document was over the limit of a response")
        }
    };
    Some(FunctionError::posted(error_type.as_deref(), document))
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}
