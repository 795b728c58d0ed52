//! The error of a lazy module.

use std::fmt;

use super::Error;

/// A lazy module could not start. The next request retries.
///
/// Its text names the module. The reason is the [`source`](std::error::Error::source), because it may hold a connection string: the log
/// has it, and callers of the function do not see it.
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

    /// Converts it to an error of type `InitFailed`.
    pub(crate) fn into_init_failed(self) -> Error {
        Error {
            error_type: "InitFailed".into(),
            source: self.into(),
        }
    }
}

impl fmt::Display for InitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lazy module `{}` could not start", self.module)
    }
}

impl std::error::Error for InitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.cause.inner())
    }
}
