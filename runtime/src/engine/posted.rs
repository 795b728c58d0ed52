//! The end of an invocation: its reply is posted by `lambda_runtime`, or it has been posted as a stream.
//!
//! `lambda_runtime` posts whatever its handler returns. What has been posted already must not be posted again, so then the handler does not
//! return: it says so, and a layer around `lambda_runtime`'s own ends the invocation.

use std::cell::Cell;
use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use lambda_runtime::{Error as BoxError, LambdaInvocation, Runtime};
use tower::{Layer, Service};

use crate::error::FunctionError;

thread_local! {
    /// Set by the handler, and looked at by the layer when that poll of the handler comes back to it, on the same thread.
    static POSTED: Cell<bool> = const { Cell::new(false) };
}

/// Says that the response has been posted, and never returns.
pub(super) fn posted() -> impl Future<Output = Infallible> + Send {
    poll_fn(|_| {
        POSTED.set(true);
        Poll::Pending
    })
}

/// A function error on its way to `/error`.
#[derive(Debug)]
pub(super) struct Reported(pub(super) FunctionError);

impl From<Reported> for lambda_runtime::Diagnostic {
    fn from(error: Reported) -> Self {
        error.0.into()
    }
}

/// How the responses of a function are posted. Types rather than a flag: of what a flag turns off, the states of the future that would wait
/// for it would still be linked.
pub(crate) trait ReplyMode: 'static {
    /// Whether they can be posted as streams.
    const STREAMS: bool;

    /// Serves until the environment ends.
    fn run<S: Serves>(runtime: Runtime<S>) -> impl Future<Output = Result<(), BoxError>>;

    /// The same, several invocations at a time.
    #[cfg(feature = "concurrent")]
    fn run_concurrent<S>(runtime: Runtime<S>) -> impl Future<Output = Result<(), BoxError>>
    where
        S: Serves + Clone + Send + 'static,
        S::Future: Send;
}

/// What `lambda_runtime` calls for each invocation.
pub(crate) trait Serves: Service<LambdaInvocation, Response = (), Error = BoxError> {}

impl<S: Service<LambdaInvocation, Response = (), Error = BoxError>> Serves for S {}

/// As whole replies, by `lambda_runtime`.
pub(crate) struct Buffered;

impl ReplyMode for Buffered {
    const STREAMS: bool = false;

    fn run<S: Serves>(runtime: Runtime<S>) -> impl Future<Output = Result<(), BoxError>> {
        runtime.run()
    }

    #[cfg(feature = "concurrent")]
    fn run_concurrent<S>(runtime: Runtime<S>) -> impl Future<Output = Result<(), BoxError>>
    where
        S: Serves + Clone + Send + 'static,
        S::Future: Send,
    {
        runtime.run_concurrent()
    }
}

/// As streams too.
pub(crate) struct Streaming;

impl ReplyMode for Streaming {
    const STREAMS: bool = true;

    fn run<S: Serves>(runtime: Runtime<S>) -> impl Future<Output = Result<(), BoxError>> {
        runtime.layer(EndPosted).run()
    }

    #[cfg(feature = "concurrent")]
    fn run_concurrent<S>(runtime: Runtime<S>) -> impl Future<Output = Result<(), BoxError>>
    where
        S: Serves + Clone + Send + 'static,
        S::Future: Send,
    {
        runtime.layer(EndPosted).run_concurrent()
    }
}

/// Ends invocations whose response has been posted.
struct EndPosted;

impl<S> Layer<S> for EndPosted {
    type Service = Ending<S>;

    fn layer(&self, inner: S) -> Ending<S> {
        Ending(inner)
    }
}

#[derive(Clone)]
struct Ending<S>(S);

impl<S: Service<LambdaInvocation, Response = ()>> Service<LambdaInvocation> for Ending<S> {
    type Response = ();
    type Error = S::Error;
    type Future = EndingFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, invocation: LambdaInvocation) -> Self::Future {
        EndingFuture(Box::pin(self.0.call(invocation)))
    }
}

struct EndingFuture<F>(Pin<Box<F>>);

impl<F: Future<Output = Result<(), E>>, E> Future for EndingFuture<F> {
    type Output = Result<(), E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), E>> {
        match self.0.as_mut().poll(context) {
            Poll::Pending if POSTED.take() => Poll::Ready(Ok(())),
            polled => polled,
        }
    }
}
