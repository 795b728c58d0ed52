//! The body that a handler returns.

mod collected;
mod writer;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::Stream;
use lambda_runtime::Context as LambdaContext;

pub use self::writer::BodyWriter;

use self::writer::Written;
use super::Response;
use crate::error::Error;
use crate::guard::deadline::Deadline;
use crate::guard::watchdog::ActivityTracker;
use crate::platform::threads::Boxed;

/// A response body that is made while it is sent: the reply of a handler that streams.
///
/// It is [written](Self::writing) by a function, or [made](Self::new) of any [`Stream`] of bytes, such as those of the crates `futures` and
/// `async-stream`, of a channel of tokio's or of an object in S3. It is `application/octet-stream` with status 200, unless something beside
/// it says otherwise: `(StatusCode, StreamBody)`, `(StatusCode, Headers, StreamBody)`.
///
/// ```
/// use gatewright::prelude::*;
///
/// #[lambda_handler(main = false)]
/// #[dispatch(triggers(function_url(streaming), http_api))]
/// mod export {
///     use super::*;
///
///     /// All orders, a line each.
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
/// # fn main() {}
/// ```
///
/// # Which triggers stream
///
/// Two can: a function URL with the invoke mode `RESPONSE_STREAM`, and a REST API of API Gateway whose integration has the response transfer
/// mode `STREAM`. An event does not say whether its trigger streams, and a trigger that does wants every response in another form than one that
/// does not. So it is declared: `#[dispatch(triggers(function_url(streaming), rest_api(streaming)))]`. A trigger that is declared to stream and
/// does not shows its clients that form instead of the response; of a REST API all methods that reach the function have to stream.
///
/// At every other trigger the stream is collected, and sent at once: the handler is the same, and so is what the client gets. There the limit
/// is 6 MB, as for every response.
///
/// At your desk (`cargo run`) the front trigger is a function URL that streams when one is declared, and
/// `invoke_with_response_stream` of boto3 works against it.
///
/// # Limits
///
/// | what | where | source |
/// |---|---|---|
/// | 200 MB, then the response is broken off | streaming triggers | [Lambda](https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html) |
/// | the first 6 MB at any speed, the rest at 2 MB/s | function URLs | the same |
/// | the first 10 MB at any speed, the rest at 2 MB/s | REST APIs | [API Gateway](https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html) |
/// | 15 minutes, and 5 minutes without a byte (30 seconds at an edge-optimised endpoint) | REST APIs | the same |
/// | 16 KB of status and headers | REST APIs | [the form of a response](https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html) |
///
/// # When it does not come to its end
///
/// The status has been sent by then, so what is left is to tell that the rest is missing. The service gets the error in the trailers of the
/// response (`Lambda-Runtime-Function-Error-Type` and `-Body`), and the client a response that breaks off rather than one that seems to be
/// complete. The log says it once, with the error's type:
///
/// - the stream yields an error: the type of that error;
/// - it panics: `HandlerPanicked`;
/// - the guard's time comes: `DeadlineExceeded`. The stream counts as part of the handler: the function's timeout is for both;
/// - it computes and nothing can interrupt it: the watchdog breaks the response off and ends the process, as for a handler;
/// - it is longer than 200 MB: `ResponseTooLarge`.
///
/// A stream that is collected has sent nothing yet, and any of this becomes a problem document, as it does for a handler.
///
/// When the service closes the connection, the stream is dropped. Lambda does not do that when the client goes away; the function goes on
/// to the end of its response.
///
/// A stream is `Send`, in both modes of a function.
// The lock is never taken: it makes the body `Sync`, as what a future holds has to be, whatever the stream is.
pub struct StreamBody(Mutex<Pin<Box<dyn Chunks>>>);

impl StreamBody {
    /// A body of the chunks of `stream`.
    ///
    /// ```
    /// use futures_util::stream;
    /// use gatewright::{Error, StreamBody};
    ///
    /// let body = StreamBody::new(stream::iter(["one", "two"].map(Ok::<_, Error>)));
    /// ```
    pub fn new<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Error>,
    {
        Self(Mutex::new(Box::pin(stream)))
    }

    /// A body that `write` writes, chunk by chunk. It goes on when a chunk is on its way, so that not more than one is held; an error that it
    /// returns is the stream's.
    pub fn writing<W, F>(write: W) -> Self
    where
        W: FnOnce(BodyWriter) -> F,
        F: Future<Output = Result<(), Error>> + Send + 'static,
    {
        Self::new(Written::by(write))
    }

    /// All of it, for tests of a handler. Chunk by chunk it is a [`Stream`] itself.
    pub async fn into_bytes(mut self) -> Result<Bytes, Error> {
        let mut all = Vec::new();
        while let Some(chunk) = self.chunk().await {
            all.extend_from_slice(&chunk?);
        }
        Ok(all.into())
    }

    /// The next chunk; `None` at the end.
    pub(crate) async fn chunk(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|context| self.chunks().poll_chunk(context)).await
    }

    fn chunks(&mut self) -> Pin<&mut dyn Chunks> {
        let chunks = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        chunks.as_mut()
    }

    /// `response` with the whole stream as its body, when the stream has come to its end.
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

/// A stream of any type.
trait Chunks: Send {
    fn poll_chunk(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Error>>>;

    /// What collects them, which only a function with streams links.
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
