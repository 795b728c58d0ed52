//! Middleware functions, whatever parameters they take.

use std::future::Future;

use super::chain::{Middleware, MiddlewareLayer, Rest};
use super::extension::{ExtensionId, Provides};
use super::next::Next;
use super::replies::Replies;
use super::request::Request;
use crate::guard::interruption::Phase;
use crate::handler::described::ProblemCase;
use crate::handler::endpoint::Parameters;
use crate::handler::extract::{Arg, ExtractHttp, How, http_arg};
use crate::handler::reply::{HttpError, Refusal, Response};
use crate::lazy::AnyModule;
use crate::platform::threads::{Boxed, assert_same_thread};

/// A middleware: an `async fn` that takes a [`Request`] and a [`Next`], then any extractors, and returns a [`Response`].
///
/// `Arguments` and `P` are always inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a middleware",
    label = "expected `async fn(request: Request, next: Next<'_>) -> Response`",
    note = "further parameters are extractors, such as the handle of a lazy module: `async fn auth(request: Request, next: Next<'_, User>, keys: keys::Lazy) -> Response`",
    note = "the response is a `Response`, or a `Result<Response, E>` whose error an HTTP handler could return; a value converts with `.into_response()`"
)]
pub trait MiddlewareFn<'n, Arguments, P> {
    /// The future that it returns.
    type Future: Future + 'n;
    /// The types that its parameters take from the layers outside of it.
    const NEEDS: &'static [Option<ExtensionId>];
    /// Whether a parameter is made by an extractor of the user's own.
    const OWN: bool;
    /// The documents that its error can become. `None` if they are not known.
    #[doc(hidden)]
    const CASES: Option<&'static [ProblemCase]>;

    /// Extracts the parameters and calls the function, which stays on its thread.
    fn run(&'n self, request: Request, rest: Rest<'n>) -> Boxed<'n, Response>;
    /// Calls `visit` with each lazy module among the parameters.
    fn modules(visit: &mut dyn FnMut(&'static dyn AnyModule));
}

/// A middleware whose parameters are `Send`.
#[cfg(feature = "concurrent")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a middleware of concurrent mode",
    label = "expected `async fn(request: Request, next: Next<'_>) -> Response`",
    note = "further parameters are extractors that are `Send`, such as the handle of a lazy module: `async fn auth(request: Request, next: Next<'_, User>, keys: keys::Lazy) -> Response`",
    note = "the response is a `Response`, or a `Result<Response, E>` whose error an HTTP handler could return; a value converts with `.into_response()`"
)]
pub trait ConcurrentMiddlewareFn<'n, Arguments, P>: MiddlewareFn<'n, Arguments, P> {
    /// Extracts the parameters and calls the function, which may move between threads.
    fn run_anywhere(&'n self, request: Request, rest: Rest<'n>) -> Boxed<'n, Response>
    where
        Self: Sync,
        Self::Future: Send;
}

/// The return type of a middleware. `M` is always inferred.
pub trait MiddlewareReply<M> {
    /// The documents that its error can become. `None` if they are not known.
    #[doc(hidden)]
    const CASES: Option<&'static [ProblemCase]> = None;

    /// Returns the response.
    fn into_reply(self) -> Response;
}

/// A marker type for [`MiddlewareReply`].
pub struct Whole;
/// A marker type for [`MiddlewareReply`].
pub struct Failing<N>(N);

impl MiddlewareReply<Whole> for Response {
    fn into_reply(self) -> Response {
        self
    }
}

impl<E: HttpError<N>, N> MiddlewareReply<Failing<N>> for Result<Response, E> {
    const CASES: Option<&'static [ProblemCase]> = E::CASES;

    fn into_reply(self) -> Response {
        self.unwrap_or_else(E::into_error_response)
    }
}

/// Makes the parameters of a layer.
macro_rules! taken {
    ($request:ident, $rest:ident, $arguments:expr) => {{
        $request.settle();
        let http = $request.view();
        let input = $rest.link.input(&http, $rest.extensions);
        let taken = $arguments.take(&input).await;
        match taken {
            Ok(taken) => taken,
            Err(rejection) => return $rest.link.response(Ok(Err(Refusal::Rejected(rejection)))),
        }
    }};
}

macro_rules! functions {
    ($($($type:ident $marker:ident $name:ident),*;)*) => {$(
        impl<'n, Function, P, Reply, Returned, $($type, $marker,)*> MiddlewareFn<'n, (Reply, $(($type, $marker),)*), P> for Function
        where
            Function: Fn(Request, Next<'n, P>, $($type),*) -> Returned + 'n,
            Returned: Future + 'n,
            Returned::Output: MiddlewareReply<Reply>,
            P: 'n,
            $($type: ExtractHttp<$marker> + 'static,)*
        {
            type Future = Returned;
            const NEEDS: &'static [Option<ExtensionId>] = &[$(<$type as ExtractHttp<$marker>>::EXTENSION),*];
            const OWN: bool = false $(|| matches!(<$type as ExtractHttp<$marker>>::HOW, How::Own(_)))*;
            const CASES: Option<&'static [ProblemCase]> = <Returned::Output as MiddlewareReply<Reply>>::CASES;

            fn run(&'n self, request: Request, rest: Rest<'n>) -> Boxed<'n, Response> {
                Box::pin(assert_same_thread(async move {
                    functions!(@call self request rest $($type $marker $name),*)
                }))
            }

            fn modules(visit: &mut dyn FnMut(&'static dyn AnyModule)) {
                let arguments: ($(Arg<$type>,)*) = ($(http_arg::<$type, $marker>(),)*);
                arguments.modules(visit);
            }
        }

        #[cfg(feature = "concurrent")]
        impl<'n, Function, P, Reply, Returned, $($type, $marker,)*> ConcurrentMiddlewareFn<'n, (Reply, $(($type, $marker),)*), P> for Function
        where
            Function: Fn(Request, Next<'n, P>, $($type),*) -> Returned + 'n,
            Returned: Future + 'n,
            Returned::Output: MiddlewareReply<Reply>,
            P: 'n,
            $($type: ExtractHttp<$marker> + Send + 'static,)*
        {
            fn run_anywhere(&'n self, request: Request, rest: Rest<'n>) -> Boxed<'n, Response>
            where
                Self: Sync,
                Self::Future: Send,
            {
                Box::pin(async move {
                    functions!(@call self request rest $($type $marker $name),*)
                })
            }
        }
    )*};
    (@call $self:ident $request:ident $rest:ident) => {
        $self($request, Next::new($rest)).await.into_reply()
    };
    (@call $self:ident $request:ident $rest:ident $($type:ident $marker:ident $name:ident),+) => {{
        let mut $request = $request;
        let arguments: ($(Arg<$type>,)*) = ($(http_arg::<$type, $marker>(),)*);
        let ($($name,)*) = taken!($request, $rest, arguments);
        $rest.link.activity.enter(Phase::Middleware($rest.caller));
        $self($request, Next::new($rest), $($name),*).await.into_reply()
    }};
}

functions! {
    ;
    A MA a;
    A MA a, B MB b;
    A MA a, B MB b, C MC c;
    A MA a, B MB b, C MC c, D MD d;
    A MA a, B MB b, C MC c, D MD d, E ME e;
    A MA a, B MB b, C MC c, D MD d, E ME e, F MF f;
}

type Run<F> = for<'n> fn(&'n F, Request, Rest<'n>) -> Boxed<'n, Response>;

/// A middleware function with how it is called. It has only function pointers, so that rustc reports an error once.
pub struct Adapter<F> {
    function: F,
    run: Run<F>,
    modules: fn(&mut dyn FnMut(&'static dyn AnyModule)),
}

impl<F: Sync> Middleware for Adapter<F> {
    fn call<'n>(&'n self, request: Request, rest: Rest<'n>) -> Boxed<'n, Response> {
        (self.run)(&self.function, request, rest)
    }

    fn modules(&self, visit: &mut dyn FnMut(&'static dyn AnyModule)) {
        (self.modules)(visit);
    }
}

/// Makes a layer of a middleware function. The only place with this bound, so that an error is reported once.
pub const fn layer<F, Arguments, P>(name: &'static str, function: F) -> MiddlewareLayer<Adapter<F>>
where
    F: for<'n> MiddlewareFn<'n, Arguments, P> + Copy + 'static,
    P: Provides,
{
    MiddlewareLayer {
        name,
        provides: P::IDS,
        needs: <F as MiddlewareFn<'static, Arguments, P>>::NEEDS,
        replies: Replies::of::<F>(<F as MiddlewareFn<'static, Arguments, P>>::CASES),
        middleware: Adapter {
            function,
            run: |function, request, rest| function.run(request, rest),
            modules: <F as MiddlewareFn<'static, Arguments, P>>::modules,
        },
    }
}

/// Makes a layer for the concurrent mode. rustc prints the name of this function if the future of the middleware is not `Send`.
///
/// # Panics
///
/// At compile time, if a parameter is made by an extractor of the user's own, whose future cannot be known to be `Send` here.
#[cfg(feature = "concurrent")]
#[rustfmt::skip]
#[track_caller]
pub const fn middleware_future_must_be_send_in_concurrent_mode<F, Arguments, P>(
    name: &'static str,
    function: F,
) -> MiddlewareLayer<Adapter<F>>
where
    F: for<'n> ConcurrentMiddlewareFn<'n, Arguments, P> + Copy + Sync + 'static,
    for<'n> <F as MiddlewareFn<'n, Arguments, P>>::Future: Send, // help: drop `Rc`s, lock guards and the like before the `.await`
    P: Provides,
{
    assert!(
        !<F as MiddlewareFn<'static, Arguments, P>>::OWN,
        "a middleware in concurrent mode cannot take a parameter that implements `FromRequest`\nhelp: take the parts that it is made of, such as `Headers` or `Cookies`\nnote: only a handler shows the compiler that the future of such an extractor may move to another thread"
    );
    MiddlewareLayer {
        name,
        provides: P::IDS,
        needs: <F as MiddlewareFn<'static, Arguments, P>>::NEEDS,
        replies: Replies::of::<F>(<F as MiddlewareFn<'static, Arguments, P>>::CASES),
        middleware: Adapter {
            function,
            run: |function, request, rest| function.run_anywhere(request, rest),
            modules: <F as MiddlewareFn<'static, Arguments, P>>::modules,
        },
    }
}
