//! The return values of a lazy module's `init`, converted like those of a handler.

use super::{Fallible, OperationError, Plain};
use crate::lazy::InitError;

#[expect(
    clippy::unused_self,
    reason = "the compiler finds the method by `self`, which carries only types"
)]
impl<T, E> Fallible<T, E> {
    /// Converts the return value of an `init` that may fail.
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
    reason = "has the signature of the method of `Fallible`"
)]
impl<T> Plain<T> {
    /// Converts the return value of an `init` that cannot fail.
    pub fn initialised(self, _module: &'static str, value: T) -> Result<T, InitError> {
        Ok(value)
    }
}
