//! What a hook may take and return.

use super::{Make, Outcome};
use crate::error::{Error, FunctionError};
use crate::guard::deadline::Deadline;
use crate::lazy::{self, LazyModule};

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
