//! Calls with their bodies, and verdicts.

use super::route::Route;
use crate::body::{Collected, collect};
use crate::invocation::{FunctionError, Invocation, Reply, StreamPart};
use crate::limits;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::HeaderMap;
use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// A call that waits for the verdict of the environment.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) request: Request,
    pub(crate) verdict: oneshot::Sender<Verdict>,
}

/// The request of a call.
#[derive(Debug)]
pub(crate) enum Request {
    /// The runtime is ready for an event.
    Next,
    /// The runtime is about to stream a response to the invocation with this id.
    Stream(String),
    /// The runtime has a result for the invocation with this id.
    Result(String, Result<Reply, ResultError>),
    /// The process has re-executed its binary, and is in INIT again.
    Reexecuted,
    /// INIT failed.
    InitError(FunctionError),
    /// The runtime is ready for a snapshot, and waits for the restore.
    RestoreNext,
    /// The runtime failed after the restore.
    RestoreError(FunctionError),
}

/// A result that is not a reply.
#[derive(Debug)]
pub(crate) enum ResultError {
    /// The function's error.
    Function(FunctionError),
    /// A response over this limit.
    TooLarge(usize),
}

/// The environment's answer to a call.
#[derive(Debug)]
pub(crate) enum Verdict {
    Event(Event),
    /// The response may be streamed to this receiver.
    Streams(Option<mpsc::Sender<StreamPart>>),
    Accepted,
    /// The environment is restored from its snapshot.
    Restored,
    /// The response was over this limit, and the invocation ended with that error.
    TooLarge(usize),
    /// No invocation with this id is running.
    InvalidId,
    /// The invocation with this id has timed out.
    Late,
    /// The call is not allowed in the environment's state.
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

/// Reads the body of a call. `None` if the connection broke before its end.
pub(super) async fn read(route: Route, request: hyper::Request<Incoming>) -> Option<Request> {
    let (parts, body) = request.into_parts();
    let headers = parts.headers;
    Some(match route {
        // Calls of extensions are answered without the environment.
        Route::Register | Route::ExtensionNext => return None,
        Route::Next => Request::Next,
        Route::Reexecuted => Request::Reexecuted,
        Route::Response(id) => Request::Result(id, response(body).await?),
        Route::Error(id) => {
            Request::Result(id, Err(ResultError::Function(error(&headers, body).await?)))
        }
        Route::InitError => Request::InitError(error(&headers, body).await?),
        Route::RestoreNext => Request::RestoreNext,
        Route::RestoreError => Request::RestoreError(error(&headers, body).await?),
    })
}

async fn response(body: Incoming) -> Option<Result<Reply, ResultError>> {
    Some(match collect(body, limits::REPLY).await.ok()? {
        Collected::TooLarge => Err(ResultError::TooLarge(limits::REPLY)),
        Collected::Whole(body) => Ok(Reply::Buffered(body)),
    })
}

/// Whether the call is a response in streaming mode.
pub(super) fn streams(headers: &HeaderMap) -> bool {
    headers
        .get("lambda-runtime-function-response-mode")
        .is_some_and(|mode| mode.as_bytes().eq_ignore_ascii_case(b"streaming"))
}

/// Reads a streamed response to its end, and forwards its parts. It continues if the caller is gone.
pub(super) async fn streamed(
    headers: &HeaderMap,
    mut body: Incoming,
    listener: Option<mpsc::Sender<StreamPart>>,
) -> Result<Reply, ResultError> {
    let forward = async |part| {
        if let Some(listener) = &listener {
            let _ = listener.send(part).await;
        }
    };
    let content_type = text(headers, CONTENT_TYPE.as_str());
    forward(StreamPart::Begun(content_type.clone())).await;
    let mut kept = BytesMut::new();
    while let Some(frame) = body.frame().await {
        match frame.map(hyper::body::Frame::into_data) {
            Ok(Ok(data)) => {
                if kept.len() + data.len() > limits::STREAMED_REPLY {
                    return Err(ResultError::TooLarge(limits::STREAMED_REPLY));
                }
                kept.extend_from_slice(&data);
                forward(StreamPart::Data(data)).await;
            }
            Ok(Err(frame)) => {
                if let Some(error) = error_in_trailers(&frame.into_trailers().unwrap_or_default()) {
                    return Err(ResultError::Function(error));
                }
            }
            Err(_) => return Err(ResultError::Function(truncated())),
        }
    }
    Ok(Reply::Streamed {
        content_type,
        body: kept.freeze(),
    })
}

/// The error of a connection that closed before the end of the response. The type is that of AWS's Runtime Interface Emulator.
fn truncated() -> FunctionError {
    FunctionError::new(
        "Runtime.TruncatedResponse",
        "The response of the runtime ended before it was complete",
    )
}

/// Returns the error of a stream, which is in its trailers, the document in base64.
fn error_in_trailers(trailers: &HeaderMap) -> Option<FunctionError> {
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
        Collected::Whole(body) => body,
        Collected::TooLarge => {
            Bytes::from_static(b"the error document was over the limit of a response")
        }
    };
    Some(FunctionError::posted(error_type.as_deref(), document))
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}
