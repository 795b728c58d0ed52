//! The result of a lazy module's `init`, and its error.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use crate::error::Error;

/// A running `init`. It is `Send`, so that the value can be shared between concurrent invocations.
pub type InitFuture<T> = Pin<Box<dyn Future<Output = Result<T, InitError>> + Send>>;

/// A lazy module could not start. The next request retries.
#[derive(Debug)]
pub struct InitError {
    module: &'static str,
    cause: Error,
}

impl InitError {
    pub(crate) fn new(module: &'static str, cause: Error) -> Self {
        Self { module, cause }
    }

    /// Returns the path of the module whose `init` failed. That can be a module that the requested one needs.
    pub fn module(&self) -> &'static str {
        self.module
    }

    /// Returns the error of its `init`.
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

/// The value type of a `Result`, found by type so that an alias of `Result` works.
pub trait InitOutput {
    /// The value.
    type Value;
}

impl<T, E> InitOutput for Result<T, E> {
    type Value = T;
}
