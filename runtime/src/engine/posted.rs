//! Ends an invocation, whose reply `lambda_runtime` posts unless it has already been posted as a stream.
//!
//! `lambda_runtime` posts whatever its handler returns. After a stream the handler must not return: it sets a flag instead, and a
//! layer around that of `lambda_runtime` ends the invocation.

use std::cell::Cell;
use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use lambda_runtime::{Error as BoxError, LambdaInvocation, Runtime};
use tower::{Layer, Service};

use crate::error::FunctionError;

thread_local! {
    /// Set by the handler, and read by the layer when that poll of the handler returns, on the same thread.
    static POSTED: Cell<bool> = const { Cell::new(false) };
}

/// Signals that the response has been posted. Never returns.
pub(super) fn posted() -> impl Future<Output = Infallible> + Send {
    poll_fn(|_| {
        POSTED.set(true);
        Poll::Pending
    })
}

/// A function error that `lambda_runtime` posts to `/error`. The conversion is not one of `FunctionError`, which is public.
#[derive(Debug)]
pub(super) struct Reported(pub(super) FunctionError);

impl From<Reported> for lambda_runtime::Diagnostic {
    fn from(Reported(error): Reported) -> Self {
        Self {
            error_type: error.error_type.into_owned(),
            error_message: error.message,
        }
    }
}

/// How the responses of a function are posted. The modes are types, because a flag would still link the future that waits for a
/// stream.
pub(crate) trait ReplyMode: 'static {
    /// Whether responses can be posted as streams.
    const STREAMS: bool;

    /// Serves events until the environment ends.
    fn run<S: InvocationService>(runtime: Runtime<S>)
    -> impl Future<Output = Result<(), BoxError>>;

    /// Serves several invocations at a time until the environment ends.
    #[cfg(feature = "concurrent")]
    fn run_concurrent<S>(runtime: Runtime<S>) -> impl Future<Output = Result<(), BoxError>>
    where
        S: InvocationService + Clone + Send + 'static,
        S::Future: Send;
}

/// The service that `lambda_runtime` calls for each invocation.
pub(crate) trait InvocationService:
    Service<LambdaInvocation, Response = (), Error = BoxError>
{
}

impl<S: Service<LambdaInvocation, Response = (), Error = BoxError>> InvocationService for S {}

/// `lambda_runtime` posts complete replies.
pub(crate) struct Buffered;

impl ReplyMode for Buffered {
    const STREAMS: bool = false;

    fn run<S: InvocationService>(
        runtime: Runtime<S>,
    ) -> impl Future<Output = Result<(), BoxError>> {
        runtime.run()
    }

    #[cfg(feature = "concurrent")]
    fn run_concurrent<S>(runtime: Runtime<S>) -> impl Future<Output = Result<(), BoxError>>
    where
        S: InvocationService + Clone + Send + 'static,
        S::Future: Send,
    {
        runtime.run_concurrent()
    }
}

/// Responses can also be posted as streams.
pub(crate) struct Streaming;

impl ReplyMode for Streaming {
    const STREAMS: bool = true;

    fn run<S: InvocationService>(
        runtime: Runtime<S>,
    ) -> impl Future<Output = Result<(), BoxError>> {
        runtime.layer(EndPosted).run()
    }

    #[cfg(feature = "concurrent")]
    fn run_concurrent<S>(runtime: Runtime<S>) -> impl Future<Output = Result<(), BoxError>>
    where
        S: InvocationService + Clone + Send + 'static,
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
