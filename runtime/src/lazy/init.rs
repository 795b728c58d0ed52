//! What a lazy module's `init` returns, and how it fails.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use crate::error::Error;
use crate::handler::reply::{Fallible, OperationError, Plain};

/// An `init` that is running. `Send`, so that the value can be shared where invocations run concurrently.
pub type InitFuture<T> = Pin<Box<dyn Future<Output = Result<T, InitError>> + Send>>;

/// A lazy module could not start. The next request tries again.
#[derive(Debug)]
pub struct InitError {
    module: &'static str,
    cause: Error,
}

impl InitError {
    pub(crate) fn new(module: &'static str, cause: Error) -> Self {
        Self { module, cause }
    }

    /// The path of the module whose `init` failed; of several that need each other, the one where it began.
    pub fn module(&self) -> &'static str {
        self.module
    }

    /// What its `init` returned.
    pub fn cause(&self) -> &Error {
        &self.cause
    }
}

impl fmt::Display for InitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "lazy module `{}` could not start: {}",
            self.module, self.cause
        )
    }
}

impl std::error::Error for InitError {}

/// The value inside a `Result`, by type, so that an alias with that name works.
pub trait InitOutput {
    /// The value.
    type Value;
}

impl<T, E> InitOutput for Result<T, E> {
    type Value = T;
}

#[expect(
    clippy::unused_self,
    reason = "`self` is what the compiler finds the method by; it carries only types"
)]
impl<T, E> Fallible<T, E> {
    /// The value of an `init` that may fail.
    pub fn initialised(self, module: &'static str, returned: Result<T, E>) -> Result<T, InitError>
    where
        E: OperationError,
    {
        returned.map_err(|error| InitError::new(module, error.into_error()))
    }
}

#[expect(
    clippy::unused_self,
    clippy::unnecessary_wraps,
    reason = "it stands in for the method of `Fallible`"
)]
impl<T> Plain<T> {
    /// The value of an `init` that cannot fail.
    pub fn initialised(self, _module: &'static str, value: T) -> Result<T, InitError> {
        Ok(value)
    }
}
