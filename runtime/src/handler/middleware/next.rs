//! The rest of a chain, as a parameter of a middleware.

use std::marker::PhantomData;

use super::chain::Rest;
use super::extension::{Extensions, Provides, Values};
use super::request::Request;
use crate::handler::reply::Response;

/// The rest of the way to the handler: the middleware within this one, then the handler.
///
/// `P` is what the middleware provides as [`Extension`](struct@crate::Extension)s: nothing, one type, or a tuple of types.
///
/// ```
/// use std::time::Instant;
///
/// use gatewright::{Next, Request, Response};
///
/// pub async fn timing(request: Request, next: Next<'_>) -> Response {
///     let started = Instant::now();
///     let response = next.run(request).await;
///     let took = started.elapsed().as_micros();
///     response.with_header("server-timing", format!("handler;dur={}.{:03}", took / 1000, took % 1000))
/// }
/// ```
#[must_use = "the handler runs only if the middleware calls `run`"]
pub struct Next<'n, P = ()> {
    rest: Rest<'n>,
    provides: PhantomData<fn() -> P>,
}

/// A [`Next`] with the values that the middleware provides.
#[must_use = "the handler runs only if the middleware calls `run`"]
pub struct Providing<'n, P> {
    rest: Rest<'n>,
    values: Values<P>,
}

/// The types that need no [`Next::provide`] before [`Next::run`]. rustc prints the name and the line of this trait.
#[rustfmt::skip]
pub trait NothingToProvideBeforeRun {} // help: write `next.provide(value).run(request).await`, or take `next: Next<'_>`

impl NothingToProvideBeforeRun for () {}

impl<'n, P> Next<'n, P> {
    pub(crate) fn new(rest: Rest<'n>) -> Self {
        Self {
            rest,
            provides: PhantomData,
        }
    }

    #[cfg(feature = "tower")]
    pub(super) fn into_rest(self) -> Rest<'n> {
        self.rest
    }

    /// The request id of the invocation.
    pub(super) fn request_id(&self) -> &'n str {
        &self.rest.link.context.request_id
    }

    /// Provides the values that handlers take as [`Extension`](struct@crate::Extension)s.
    pub fn provide(self, values: P) -> Providing<'n, P>
    where
        P: Provides,
    {
        let get = P::get;
        Providing {
            rest: self.rest,
            values: Values { values, get },
        }
    }
}

impl<P: NothingToProvideBeforeRun> Next<'_, P> {
    /// Runs the rest and returns its response: of the handler, of the framework if it refuses the request, or of a middleware.
    ///
    /// A panic or an overrun in the rest is a response too, a 500 or a 504.
    pub async fn run(self, request: Request) -> Response {
        self.rest.run_for_caller(request).await
    }
}

impl<P: Send + Sync> Providing<'_, P> {
    /// Runs the rest and returns its response, as [`Next::run`] does.
    pub async fn run(self, request: Request) -> Response {
        let Self { rest, values } = self;
        let extensions = Extensions {
            values: &values,
            outer: rest.extensions,
        };
        let rest = Rest {
            extensions: Some(&extensions),
            ..rest
        };
        rest.run_for_caller(request).await
    }
}
