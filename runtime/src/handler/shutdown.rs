//! `#[on_shutdown]` functions, as data.

use std::future::Future;
use std::pin::Pin;

use crate::error::{Error, FunctionError};
use crate::guard::deadline::Deadline;
use crate::lazy::{self, LazyModule};

/// A hook of any signature.
pub trait Hook: Sync {
    /// Calls it. It has the time until the deadline.
    fn call(&self, deadline: Deadline) -> Running;
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
    label = "a function that ends takes `Deadline` and `Option<module::Lazy>`",
    note = "an environment that ends has no request, and starts nothing: a lazy module is taken as `Option<module::Lazy>`, which is `None` when it has not started"
)]
pub trait ShutdownParameter: Sized {
    /// How it is made.
    const MAKE: Make<Self>;
}

/// The moment at which the process is killed.
impl ShutdownParameter for Deadline {
    const MAKE: Make<Self> = |deadline| deadline;
}

/// The module's value, if it has started.
#[diagnostic::do_not_recommend]
impl<L: LazyModule> ShutdownParameter for Option<L> {
    const MAKE: Make<Self> = |_| lazy::try_get::<L>();
}

/// A parameter of a hook. The bound on its type stands here alone.
pub const fn shutdown_arg<P: ShutdownParameter>() -> Make<P> {
    P::MAKE
}

/// What an `#[on_shutdown]` function may return.
#[diagnostic::on_unimplemented(
    message = "an `#[on_shutdown]` function cannot return `{Self}`",
    label = "it returns nothing, or `Result<(), E>`",
    note = "nobody is there to be answered: an error is written to the log"
)]
pub trait ShutdownResult {
    /// What there is to log.
    fn outcome(self) -> Result<(), FunctionError>;
}

impl ShutdownResult for () {
    fn outcome(self) -> Result<(), FunctionError> {
        Ok(())
    }
}

impl<E: Into<Error>> ShutdownResult for Result<(), E> {
    fn outcome(self) -> Result<(), FunctionError> {
        self.map_err(|error| error.into().into())
    }
}

/// What there is to log of a hook's returned value. The bound on its type stands here alone.
pub const fn shutdown_returns<R: ShutdownResult>() -> Outcome<R> {
    R::outcome
}
