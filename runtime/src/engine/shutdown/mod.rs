//! `#[on_shutdown]`: what a function does when its environment ends.
//!
//! Lambda sends SIGTERM, and SIGKILL half a second later, to an environment in which an extension is registered; without one it kills
//! at once. So a function with a hook registers as one, which subscribes to nothing.
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown>
//!
//! The hook runs on a thread and an event loop of its own. What it uses belongs to the event loop that serves, and that goes on.

#[cfg(unix)]
mod extension;
#[cfg(unix)]
mod listen;
mod signature;

use std::future::Future;
use std::pin::Pin;

pub use self::signature::{ShutdownParameter, ShutdownResult, shutdown_arg, shutdown_returns};
use crate::error::FunctionError;
use crate::guard::deadline::Deadline;

/// A hook of any signature.
pub trait Hook: Sync {
    /// Calls it. It has the time until the deadline.
    fn call(&self, deadline: Deadline) -> Running;

    /// Runs it when the environment ends. A function without a hook links nothing of what that needs.
    #[cfg(unix)]
    fn listen(&'static self);
}

/// A hook that is running. It stays on its thread.
pub type Running = Pin<Box<dyn Future<Output = Result<(), FunctionError>>>>;

/// A hook, and where it stands.
#[derive(Clone, Copy)]
pub struct Shutdown {
    pub(crate) hook: &'static dyn Hook,
    pub(crate) module: &'static str,
    pub(crate) function: &'static str,
}

impl Shutdown {
    /// The hook of this name in this module.
    pub const fn new(
        hook: &'static dyn Hook,
        module: &'static str,
        function: &'static str,
    ) -> Self {
        Self {
            hook,
            module,
            function,
        }
    }
}

/// A parameter of a hook: how it is made.
pub type Make<P> = fn(Deadline) -> P;

/// What there is to log of a returned value.
pub type Outcome<R> = fn(R) -> Result<(), FunctionError>;

/// An `async fn` with its parameters, and what it returns.
pub struct Awaited<F, Args, R>(F, Args, Outcome<R>);

/// A function that is not async, with its parameters, and what it returns.
pub struct Plain<F, Args, R>(F, Args, Outcome<R>);

/// Puts the hook together that is an `async fn`; `arguments` is a tuple of [`Make`]s.
pub const fn awaited<F: Copy, Args: Copy, R>(
    function: F,
    arguments: Args,
    outcome: Outcome<R>,
) -> Awaited<F, Args, R> {
    Awaited(function, arguments, outcome)
}

/// The same for a function that is not async.
pub const fn plain<F: Copy, Args: Copy, R>(
    function: F,
    arguments: Args,
    outcome: Outcome<R>,
) -> Plain<F, Args, R> {
    Plain(function, arguments, outcome)
}

macro_rules! hooks {
    ($($($type:ident $name:ident),*;)*) => {$(
        impl<Function, Returned, Output, $($type: 'static),*> Hook for Awaited<Function, ($(Make<$type>,)*), Output>
        where
            Function: Fn($($type),*) -> Returned + Sync,
            Returned: Future<Output = Output> + 'static,
            Output: 'static,
        {
            fn call(&self, deadline: Deadline) -> Running {
                let Self(function, ($($name,)*), outcome) = self;
                let outcome = *outcome;
                // Without parameters nobody asks for it.
                let _ = deadline;
                let running = function($($name(deadline)),*);
                Box::pin(async move { outcome(running.await) })
            }

            #[cfg(unix)]
            fn listen(&'static self) {
                listen::to_the_end(self);
            }
        }

        impl<Function, Output, $($type: 'static),*> Hook for Plain<Function, ($(Make<$type>,)*), Output>
        where
            Function: Fn($($type),*) -> Output + Sync,
        {
            fn call(&self, deadline: Deadline) -> Running {
                let Self(function, ($($name,)*), outcome) = self;
                let _ = deadline;
                let ended = outcome(function($($name(deadline)),*));
                Box::pin(async { ended })
            }

            #[cfg(unix)]
            fn listen(&'static self) {
                listen::to_the_end(self);
            }
        }
    )*};
}

hooks! {
    ;
    A a;
    A a, B b;
    A a, B b, C c;
    A a, B b, C c, D d;
    A a, B b, C c, D d, E e;
    A a, B b, C c, D d, E e, F f;
    A a, B b, C c, D d, E e, F f, G g;
    A a, B b, C c, D d, E e, F f, G g, H h;
}
