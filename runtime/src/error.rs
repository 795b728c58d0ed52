//! The two error types at the edges: [`Error`], which any handler may return, and [`FunctionError`], which Lambda reports.

use std::any::type_name;
use std::borrow::Cow;
use std::fmt;

/// What went wrong in a handler, of whatever type, with the name of that type kept.
///
/// Every `std::error::Error` turns into one with `?`. The name becomes the invocation's `errorType` (its last path segment:
/// `shop::errors::OutOfStock` is reported as `OutOfStock`), so that alarms and retries can tell errors apart; the message is
/// the error's own, followed by those of its sources.
///
/// Like `anyhow::Error`, it does not implement `std::error::Error` itself, which is what lets it be made from all that do.
pub struct Error {
    error_type: Cow<'static, str>,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl Error {
    /// An error of type `Error` that says `message`.
    pub fn msg(message: impl fmt::Display) -> Self {
        Self::with_type("Error", message)
    }

    /// An error that is reported as `error_type` and says `message`.
    pub fn with_type(error_type: impl Into<Cow<'static, str>>, message: impl fmt::Display) -> Self {
        Self {
            error_type: error_type.into(),
            source: message.to_string().into(),
        }
    }

    /// From an error that is boxed already. The box has forgotten its content's type, so it is reported as `Error`.
    pub fn from_boxed(source: Box<dyn std::error::Error + Send + Sync>) -> Self {
        Self {
            error_type: "Error".into(),
            source,
        }
    }

    /// The name under which Lambda reports this error.
    pub fn error_type(&self) -> &str {
        &self.error_type
    }

    /// The error that this one was made from, for `downcast_ref`.
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

/// The message, then those of the sources, each after a colon.
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

/// `core::num::error::ParseIntError` is `ParseIntError`, `Wrapper<a::B>` is `Wrapper`.
fn short_type_name(path: &'static str) -> &'static str {
    let path = path.split('<').next().unwrap_or(path);
    path.rsplit("::").next().unwrap_or(path)
}

/// The answer to an invocation that failed, as Lambda reports it: `{"errorType": …, "errorMessage": …}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionError {
    /// The kind of the error. Gatewright's own are `UnknownOperation`, `UnknownEvent`, `InvalidPayload`, `InitFailed`,
    /// `HandlerPanicked`, `ResponseTooLarge`, `DeadlineExceeded` and `BatchFailed`, those of [`Progress`](crate::Progress) and those of
    /// [`idempotency`](crate::idempotency); a handler's own errors carry the name of their type.
    pub error_type: Cow<'static, str>,
    /// What happened, in words.
    pub message: String,
}

impl FunctionError {
    pub(crate) fn new(error_type: &'static str, message: impl Into<String>) -> Self {
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

impl From<FunctionError> for lambda_runtime::Diagnostic {
    fn from(error: FunctionError) -> Self {
        Self {
            error_type: error.error_type.into_owned(),
            error_message: error.message,
        }
    }
}

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
    fn the_type_is_the_last_segment_and_the_message_holds_the_sources() {
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
    fn a_generic_error_is_named_without_its_arguments() {
        assert_eq!(short_type_name("a::Wrapper<b::C>"), "Wrapper");
        assert_eq!(short_type_name("Plain"), "Plain");
    }
}
