//! The end of an invocation: its reply is posted by `lambda_runtime`, or it has been posted as a stream.
//!
//! `lambda_runtime` posts whatever its handler returns. What has been posted already must not be posted again, so then the handler does not
//! return: it says so, and a layer around `lambda_runtime`'s own ends the invocation.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use lambda_runtime::LambdaInvocation;
use serde_json::value::RawValue;
use tower::{Layer, Service};

use crate::error::FunctionError;
use crate::gateway::Answered;

thread_local! {
    /// Set by the handler, and looked at by the layer when that poll of the handler comes back to it, on the same thread.
    static POSTED: Cell<bool> = const { Cell::new(false) };
}

/// What `lambda_runtime` is to post. When the response has been posted this says so, and never returns.
pub(super) async fn or_reply(
    answered: Result<Answered, FunctionError>,
) -> Result<Box<RawValue>, Reported> {
    match answered {
        Ok(Answered::Reply(reply)) => Ok(reply),
        Err(error) => Err(Reported(error)),
        Ok(Answered::Posted) => {
            poll_fn(|_| {
                POSTED.set(true);
                Poll::Pending
            })
            .await
        }
    }
}

/// A function error on its way to `/error`.
#[derive(Debug)]
pub(super) struct Reported(FunctionError);

impl From<Reported> for lambda_runtime::Diagnostic {
    fn from(error: Reported) -> Self {
        error.0.into()
    }
}

/// Ends invocations whose response has been posted.
pub(super) struct EndPosted;

impl<S> Layer<S> for EndPosted {
    type Service = Ending<S>;

    fn layer(&self, inner: S) -> Ending<S> {
        Ending(inner)
    }
}

#[derive(Clone)]
pub(super) struct Ending<S>(S);

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

pub(super) struct EndingFuture<F>(Pin<Box<F>>);

impl<F: Future<Output = Result<(), E>>, E> Future for EndingFuture<F> {
    type Output = Result<(), E>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), E>> {
        match self.0.as_mut().poll(context) {
            Poll::Pending if POSTED.take() => Poll::Ready(Ok(())),
            polled => polled,
        }
    }
}
