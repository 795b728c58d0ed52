//! Ends an invocation, whose reply `lambda_runtime` posts unless it has already been posted as a stream.
//!
//! `lambda_runtime` posts whatever its handler returns. After a stream the handler must not return: it sets a flag instead, and a
//! layer around that of `lambda_runtime` ends the invocation.

use std::cell::Cell;
use std::convert::Infallible;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use lambda_runtime::{Error as BoxError, LambdaInvocation, Runtime};
use tower::{Layer, Service};

use crate::error::FunctionError;
use crate::platform::log;

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

/// A function error that `lambda_runtime` posts to `/error`, and that is logged exactly once.
///
/// `lambda_runtime` passes the `Debug` text of an error to `tracing`, and immediately afterwards converts the error into a
/// `Diagnostic`. A subscriber that takes the event formats the text, and has then logged the error. If none does, because there is
/// none or its filter drops the event, the conversion writes the log line.
pub(super) struct Reported {
    error: FunctionError,
    request_id: String,
    is_logged: Cell<bool>,
}

impl Reported {
    pub(super) fn new(error: FunctionError, context: &lambda_runtime::Context) -> Self {
        // Ours drops the event of `lambda_runtime`, and needs the invocation's span, which ends before the conversion.
        let is_logged = log::is_ours();
        if is_logged {
            log::error(context, &error.error_type, error.log_message());
        }
        Self {
            error,
            request_id: context.request_id.clone(),
            is_logged: Cell::new(is_logged),
        }
    }
}

impl fmt::Debug for Reported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.is_logged.set(true);
        let (error_type, message) = (&self.error.error_type, self.error.log_message());
        write!(f, "{error_type}: {message} (request {})", self.request_id)
    }
}

impl From<Reported> for lambda_runtime::Diagnostic {
    fn from(reported: Reported) -> Self {
        let error = reported.error;
        if !reported.is_logged.get() {
            log::error_of(&reported.request_id, &error.error_type, error.log_message());
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn reported() -> Reported {
        let mut context = lambda_runtime::Context::default();
        context.request_id = "8476a536".to_owned();
        Reported::new(
            FunctionError::new("OutOfPaper", "the tray is empty"),
            &context,
        )
    }

    #[test]
    fn formatted_error_counts_as_logged() {
        let error = reported();
        assert!(!error.is_logged.get());
        assert_eq!(
            format!("{error:?}"),
            "OutOfPaper: the tray is empty (request 8476a536)"
        );
        assert!(error.is_logged.get());
    }

    #[test]
    fn diagnostic_keeps_type_and_message() {
        let diagnostic = lambda_runtime::Diagnostic::from(reported());
        assert_eq!(diagnostic.error_type, "OutOfPaper");
        assert_eq!(diagnostic.error_message, "the tray is empty");
    }
}
