//! Streamed response bodies.

mod collected;
mod writer;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use crate::platform::context::Context as LambdaContext;
use bytes::Bytes;
use futures_util::Stream;

pub use self::writer::BodyWriter;

use self::writer::Written;
use super::Response;
use crate::error::Error;
use crate::guard::deadline::Deadline;
use crate::guard::watchdog::ActivityTracker;
use crate::platform::threads::Boxed;

/// A streamed response body, sent while it is produced.
///
/// A function [writes](Self::writing) it, or it is [made](Self::new) from any [`Stream`] of bytes. Such streams come from the
/// crates `futures` and `async-stream`, a Tokio channel or an object in S3. The response is `application/octet-stream` with
/// status 200. Return `(StatusCode, StreamBody)` or `(StatusCode, Headers, StreamBody)` to change that.
///
/// ```
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[dispatch(triggers(function_url(streaming), http_api))]
/// mod export {
///     use super::*;
///
///     /// All orders, one per line.
///     #[get("/orders")]
///     pub async fn orders() -> Result<(StatusCode, Headers, StreamBody), Error> {
///         let mut headers = Headers::default();
///         headers.insert("content-type", "text/plain".parse()?);
///         let lines = StreamBody::writing(|mut body| async move {
///             for id in 1..=3 {
///                 body.write(format!("order {id}\n")).await;
///             }
///             Ok(())
///         });
///         Ok((StatusCode::OK, headers, lines))
///     }
/// }
/// # fn main() {
/// # use gatewright::testing::{block_on, invoke};
/// # let event = serde_json::json!({
/// #     "version": "2.0", "rawPath": "/orders", "requestContext": {"http": {"method": "GET"}},
/// # });
/// # assert_eq!(block_on(invoke(&export::GATEWAY, event)).unwrap()["body"], "order 1\norder 2\norder 3\n");
/// # }
/// ```
///
/// # Which triggers stream
///
/// Two triggers can stream: a function URL with the invoke mode `RESPONSE_STREAM`, and a REST API of API Gateway whose
/// integration has the response transfer mode `STREAM`. A trigger that streams expects every response in the streaming format,
/// but its events do not say that it streams. Declare it: `#[dispatch(triggers(function_url(streaming), rest_api(streaming)))]`.
/// If a trigger is declared to stream but does not, its clients receive the raw streaming format. All methods of a REST API that
/// reach the function must stream.
///
/// For every other trigger the stream is collected and sent as one response. The handler stays the same, and the client receives
/// the same bytes. The limit is then 6 MB, as for every response.
///
/// During local development (`cargo run`), HTTP requests come from a function URL, which streams if it is declared to. The method
/// `invoke_with_response_stream` of boto3 works against it.
///
/// # Limits
///
/// | limit | triggers | source |
/// |---|---|---|
/// | 200 MB, then the response is aborted | streaming triggers | [Lambda](https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html) |
/// | the first 6 MB at any speed, the rest at 2 MB/s | function URLs | the same page |
/// | the first 10 MB at any speed, the rest at 2 MB/s | REST APIs | [API Gateway](https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html) |
/// | 15 minutes, and 5 minutes without a byte (30 seconds at an edge-optimised endpoint) | REST APIs | the same page |
/// | 16 KB of status and headers | REST APIs | [response format](https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html) |
///
/// # Incomplete streams
///
/// When a stream fails, its status has already been sent. Lambda receives the error in the trailers of the response
/// (`Lambda-Runtime-Function-Error-Type` and `-Body`). The client receives a response that is visibly truncated. The error is
/// logged once:
///
/// - If the stream yields an error, with the type of that error.
/// - If the stream panics, as `HandlerPanicked`.
/// - If the stream is still running when the guard ends it, as `DeadlineExceeded`. The timeout of the function covers handler and stream.
/// - If the stream computes and cannot be interrupted, the watchdog aborts the response and ends the process, as for a handler.
/// - If the stream is longer than 200 MB, as `ResponseTooLarge`.
///
/// A collected stream has sent nothing yet, so each of these cases becomes a problem document, as for a handler.
///
/// When the service closes the connection, the stream is dropped. Lambda does not close it when the client disconnects; the
/// function then runs to the end of its response.
///
/// A stream is `Send` in both modes of a function.
// The lock is never taken. It makes the body `Sync`, which a value in a handler's future must be, whatever the stream is.
pub struct StreamBody(Mutex<Pin<Box<dyn Chunks>>>);

impl StreamBody {
    /// Creates a body from the chunks of `stream`.
    ///
    /// ```
    /// use futures_util::stream;
    /// use gatewright::{Error, StreamBody};
    ///
    /// let body = StreamBody::new(stream::iter(["one", "two"].map(Ok::<_, Error>)));
    /// # let bytes = gatewright::testing::block_on(body.into_bytes()).unwrap();
    /// # assert_eq!(bytes, "onetwo");
    /// ```
    pub fn new<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Error>,
    {
        Self(Mutex::new(Box::pin(stream)))
    }

    /// Creates a body that `write` writes chunk by chunk. Each write waits until the chunk is taken, so at most one chunk is
    /// held. An error that `write` returns fails the stream.
    pub fn writing<W, F>(write: W) -> Self
    where
        W: FnOnce(BodyWriter) -> F,
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        Self::new(Written::by(write))
    }

    /// Returns the whole body, for tests of a handler. To read it chunk by chunk, use it as a [`Stream`].
    ///
    /// # Errors
    ///
    /// If the stream fails.
    pub async fn into_bytes(mut self) -> Result<Bytes, Error> {
        let mut all = Vec::new();
        while let Some(chunk) = self.chunk().await {
            all.extend_from_slice(&chunk?);
        }
        Ok(all.into())
    }

    /// Returns the next chunk, or `None` at the end.
    pub(crate) async fn chunk(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|context| self.chunks().poll_chunk(context)).await
    }

    fn chunks(&mut self) -> Pin<&mut dyn Chunks> {
        let chunks = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        chunks.as_mut()
    }

    /// Collects the stream into the body of `response`.
    pub(crate) fn collected<'a>(
        self,
        response: Response,
        deadline: Deadline,
        activity: &'a ActivityTracker<'a>,
        context: &'a LambdaContext,
    ) -> Boxed<'a, Response> {
        let chunks = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        chunks.collected(response, deadline, activity, context)
    }
}

impl Stream for StreamBody {
    type Item = Result<Bytes, Error>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Error>>> {
        self.chunks().poll_chunk(context)
    }
}

impl fmt::Debug for StreamBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StreamBody")
    }
}

/// A stream of any type, as a trait object.
trait Chunks: Send {
    fn poll_chunk(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Error>>>;

    /// Collects the chunks. A method of the trait, so that only a function with streams links the code.
    fn collected<'a>(
        self: Pin<Box<Self>>,
        response: Response,
        deadline: Deadline,
        activity: &'a ActivityTracker<'a>,
        context: &'a LambdaContext,
    ) -> Boxed<'a, Response>;
}

impl<S, B, E> Chunks for S
where
    S: Stream<Item = Result<B, E>> + Send + 'static,
    B: Into<Bytes>,
    E: Into<Error>,
{
    fn poll_chunk(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Error>>> {
        self.poll_next(context)
            .map(|next| next.map(|chunk| chunk.map(Into::into).map_err(Into::into)))
    }

    fn collected<'a>(
        self: Pin<Box<Self>>,
        response: Response,
        deadline: Deadline,
        activity: &'a ActivityTracker<'a>,
        context: &'a LambdaContext,
    ) -> Boxed<'a, Response> {
        let stream = StreamBody(Mutex::new(self));
        Box::pin(collected::collected(
            stream, response, deadline, activity, context,
        ))
    }
}
