//! The two public error types: [`Error`], which handlers return, and [`FunctionError`], which Lambda reports.

use std::any::type_name;
use std::borrow::Cow;
use std::fmt;

/// An error of a handler, of any type. It keeps the name of that type.
///
/// The operator `?` converts every `std::error::Error` into it. The last path segment of the type's name becomes the invocation's
/// `errorType`: `shop::errors::OutOfStock` is reported as `OutOfStock`. Alarms and retries can thus distinguish errors. The
/// message is that of the error, followed by those of its sources.
///
/// Like `anyhow::Error`, it does not implement `std::error::Error` itself. This makes the conversion from all types that do
/// possible.
pub struct Error {
    error_type: Cow<'static, str>,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl Error {
    /// Creates an error of type `Error` with this message.
    pub fn msg(message: impl fmt::Display) -> Self {
        Self::with_type("Error", message)
    }

    /// Creates an error that is reported as `error_type`, with this message.
    pub fn with_type(error_type: impl Into<Cow<'static, str>>, message: impl fmt::Display) -> Self {
        Self {
            error_type: error_type.into(),
            source: message.to_string().into(),
        }
    }

    /// Converts a boxed error. The box does not know the name of its content's type, so it is reported as `Error`.
    pub fn from_boxed(source: Box<dyn std::error::Error + Send + Sync>) -> Self {
        Self {
            error_type: "Error".into(),
            source,
        }
    }

    /// Returns the name under which Lambda reports this error.
    pub fn error_type(&self) -> &str {
        &self.error_type
    }

    /// Returns the original error, for `downcast_ref`.
    pub fn inner(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        &*self.source
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Self {
            error_type: short_type_name(type_name::<E>()).into(),
            source: Box::new(error),
        }
    }
}

/// Writes the message and those of the sources, separated by colons.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.source)?;
        let mut cause = self.source.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {self}", self.error_type)
    }
}

/// Shortens `core::num::error::ParseIntError` to `ParseIntError`, and `Wrapper<a::B>` to `Wrapper`.
fn short_type_name(path: &'static str) -> &'static str {
    let path = path.split('<').next().unwrap_or(path);
    path.rsplit("::").next().unwrap_or(path)
}

/// The error of a failed invocation, as Lambda reports it: `{"errorType": …, "errorMessage": …}`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FunctionError {
    /// The type of the error. A handler's own errors carry the name of their type. Gatewright's are `UnknownOperation`,
    /// `UnknownEvent`, `InvalidPayload`, `InitFailed`, `HandlerPanicked`, `ResponseTooLarge`, `DeadlineExceeded` and
    /// `BatchFailed`, and those of [`Progress`](crate::Progress) and [`idempotency`](crate::idempotency).
    pub error_type: Cow<'static, str>,
    /// The message.
    pub message: String,
}

impl FunctionError {
    /// Creates an error, such as the one that a test expects.
    pub fn new(error_type: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self {
            error_type: error_type.into(),
            message: message.into(),
        }
    }
}

impl From<Error> for FunctionError {
    fn from(error: Error) -> Self {
        Self {
            message: error.to_string(),
            error_type: error.error_type,
        }
    }
}

impl fmt::Display for FunctionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error_type, self.message)
    }
}

impl std::error::Error for FunctionError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct OutOfStock(std::num::ParseIntError);

    impl fmt::Display for OutOfStock {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("nothing left")
        }
    }

    impl std::error::Error for OutOfStock {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn type_is_the_last_segment_and_message_has_sources() {
        let parse = "x".parse::<u32>().unwrap_err();
        let error = Error::from(OutOfStock(parse));
        assert_eq!(error.error_type(), "OutOfStock");
        assert_eq!(
            error.to_string(),
            "nothing left: invalid digit found in string"
        );
        assert_eq!(
            format!("{error:?}"),
            "OutOfStock: nothing left: invalid digit found in string"
        );
    }

    #[test]
    fn generic_error_is_named_without_its_arguments() {
        assert_eq!(short_type_name("a::Wrapper<b::C>"), "Wrapper");
        assert_eq!(short_type_name("Plain"), "Plain");
    }
}
