//! `#[on_shutdown]` functions as data.

use std::future::Future;
use std::pin::Pin;

use crate::error::FunctionError;
use crate::guard::deadline::Deadline;
use crate::handler::reply::OperationError;
use crate::lazy::{self, LazyModule};

/// A shutdown hook of any signature.
pub trait Hook: Sync {
    /// Calls the hook, which has until the deadline.
    fn call(&self, deadline: Deadline) -> Running;
}

/// A running hook. It stays on its thread.
pub type Running = Pin<Box<dyn Future<Output = Result<(), FunctionError>>>>;

/// A hook and its location.
#[derive(Clone, Copy)]
pub struct Shutdown {
    // Shutdown begins with a signal, which only Unix has.
    #[cfg_attr(not(unix), allow(dead_code))]
    pub(crate) hook: &'static dyn Hook,
    pub(crate) module: &'static str,
    pub(crate) function: &'static str,
}

impl Shutdown {
    /// Creates the description of the hook `function` in `module`.
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

/// A function that makes a parameter of a hook.
pub type Make<P> = fn(Deadline) -> P;

/// A function that converts the return value of a hook to the error to log.
pub type Outcome<R> = fn(R) -> Result<(), FunctionError>;

/// An `async fn` with its parameters and the conversion of its return value.
pub struct Awaited<F, Args, R>(F, Args, Outcome<R>);

/// A function that is not async, with its parameters and the conversion of its return value.
pub struct Plain<F, Args, R>(F, Args, Outcome<R>);

/// Makes a hook from an `async fn`. `arguments` is a tuple of [`Make`]s.
pub const fn awaited<F: Copy, Args: Copy, R>(
    function: F,
    arguments: Args,
    outcome: Outcome<R>,
) -> Awaited<F, Args, R> {
    Awaited(function, arguments, outcome)
}

/// Makes a hook from a function that is not async.
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
                // Unused without parameters.
                let _ = deadline;
                let running = function($($name(deadline)),*);
                Box::pin(async move { outcome(running.await) })
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

/// A type that can be a parameter of an `#[on_shutdown]` function.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of an `#[on_shutdown]` function",
    label = "expected `Deadline` or `Option<module::Lazy>`",
    note = "during shutdown there is no request and lazy modules do not start: take a lazy module as `Option<module::Lazy>`, which is `None` if it has not started"
)]
pub trait ShutdownParameter: Sized {
    /// Makes the parameter.
    const MAKE: Make<Self>;
}

/// The deadline of the shutdown, at which Lambda kills the process.
impl ShutdownParameter for Deadline {
    const MAKE: Make<Self> = |deadline| deadline;
}

/// The value of a lazy module, if it has started.
#[diagnostic::do_not_recommend]
impl<L: LazyModule> ShutdownParameter for Option<L> {
    const MAKE: Make<Self> = |_| lazy::try_get::<L>();
}

/// Returns the function that makes a parameter of a hook. The only place with this bound, so that an error is reported once.
pub const fn shutdown_arg<P: ShutdownParameter>() -> Make<P> {
    P::MAKE
}

/// A return type of `#[on_shutdown]` functions.
#[diagnostic::on_unimplemented(
    message = "an `#[on_shutdown]` function cannot return `{Self}`",
    label = "expected no return value, or `Result<(), E>`",
    note = "there is no caller to reply to during shutdown: an error is written to the log"
)]
pub trait ShutdownResult {
    /// Converts the value to the error to log.
    fn outcome(self) -> Result<(), FunctionError>;
}

impl ShutdownResult for () {
    fn outcome(self) -> Result<(), FunctionError> {
        Ok(())
    }
}

impl<E: OperationError> ShutdownResult for Result<(), E> {
    fn outcome(self) -> Result<(), FunctionError> {
        self.map_err(|error| error.into_error().into())
    }
}

/// Returns the conversion of a hook's return value. The only place with this bound, so that an error is reported once.
pub const fn shutdown_returns<R: ShutdownResult>() -> Outcome<R> {
    R::outcome
}
