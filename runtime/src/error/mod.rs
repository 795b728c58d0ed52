//! The public error types: [`Error`], which handlers return, [`FunctionError`], which Lambda reports, and [`InitError`] of a lazy
//! module.

mod init;
mod input;

use std::any::type_name;
use std::borrow::Cow;
use std::fmt;

pub use self::init::InitError;
pub(crate) use self::input::{Cut, within, without_values};

/// Any error as a trait object. `lambda_runtime::Error` is this type.
type BoxedError = Box<dyn std::error::Error + Send + Sync>;

/// An error of a handler, of any type. It keeps the name of that type.
///
/// The operator `?` converts every type into it that converts to `Box<dyn std::error::Error + Send + Sync>`: every
/// `std::error::Error`, such a box itself (which is `lambda_runtime::Error`), `anyhow::Error`, `eyre::Report`, `String` and `&str`.
///
/// The last path segment of the type's name becomes the invocation's `errorType`: `shop::errors::OutOfStock` is reported as
/// `OutOfStock`. Alarms and retries can thus distinguish errors. The `errorType` of a text or a `Box<dyn Error>` is `Error`, because they
/// do not have the name of an error's type. The message is that of the error, followed by those of its sources.
///
/// ```
/// use gatewright::Error;
///
/// fn parsed(count: &str) -> Result<u32, Error> {
///     if count.is_empty() {
///         return Err("expected a number, found an empty string".into());
///     }
///     Ok(count.parse()?)
/// }
///
/// assert_eq!(parsed("").unwrap_err().error_type(), "Error");
/// assert_eq!(parsed("many").unwrap_err().error_type(), "ParseIntError");
/// ```
///
/// Like `anyhow::Error`, it does not implement `std::error::Error` itself. This makes the conversion from all types that do
/// possible. [`into_inner`](Self::into_inner) returns the box, for functions that return `Box<dyn Error + Send + Sync>`.
pub struct Error {
    error_type: Cow<'static, str>,
    source: BoxedError,
}

/// The `errorType` of an error without a type of its own.
const UNNAMED: &str = "Error";

impl Error {
    /// Creates an error of type `Error` with this message.
    #[must_use]
    pub fn msg(message: impl fmt::Display) -> Self {
        Self::with_type(UNNAMED, message)
    }

    /// Creates an error that is reported as `error_type`, with this message.
    #[must_use]
    pub fn with_type(error_type: impl Into<Cow<'static, str>>, message: impl fmt::Display) -> Self {
        Self {
            error_type: error_type.into(),
            source: message.to_string().into(),
        }
    }

    /// Converts a boxed error. The box does not know the name of its content's type, so it is reported as `Error`.
    #[must_use]
    pub fn from_boxed(source: Box<dyn std::error::Error + Send + Sync>) -> Self {
        source.into()
    }

    /// Returns the name under which Lambda reports this error.
    pub fn error_type(&self) -> &str {
        &self.error_type
    }

    /// Adds the place of the error before its message.
    pub(crate) fn within(self, place: impl fmt::Display) -> Self {
        Self {
            source: format!("{place}: {self}").into(),
            error_type: self.error_type,
        }
    }

    /// Returns the original error, for `downcast_ref`. An `anyhow::Error` or `eyre::Report` has to be downcast before it is converted:
    /// its box holds a type of that crate.
    pub fn inner(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        &*self.source
    }

    /// Returns the original error, for functions whose error is a `Box<dyn Error + Send + Sync>`.
    pub fn into_inner(self) -> Box<dyn std::error::Error + Send + Sync> {
        self.source
    }

    /// Names a converted error after its type.
    fn named(path: &'static str, source: BoxedError) -> Self {
        match source.downcast::<FunctionError>() {
            // It has a name already.
            Ok(error) => Self::with_type(error.error_type, error.message),
            Err(source) => Self {
                error_type: short_type_name(path).into(),
                source,
            },
        }
    }
}

impl<E: Into<Box<dyn std::error::Error + Send + Sync>>> From<E> for Error {
    fn from(error: E) -> Self {
        Self::named(type_name::<E>(), error.into())
    }
}

impl Error {
    /// The error and its sources, the outermost first.
    fn chain(&self) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
        let outermost: &(dyn std::error::Error + 'static) = &*self.source;
        std::iter::successors(Some(outermost), |error| error.source())
    }

    /// Returns the messages, without those of the sources of an [`InitError`].
    fn without_init(&self) -> String {
        let mut message = String::new();
        for error in self.chain() {
            if !message.is_empty() {
                message.push_str(": ");
            }
            message.push_str(&error.to_string());
            if error.is::<InitError>() {
                break;
            }
        }
        message
    }
}

/// Writes the message and those of the sources, separated by colons.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.chain().enumerate() {
            let separator = if at == 0 { "" } else { ": " };
            write!(f, "{separator}{error}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {self}", self.error_type)
    }
}

/// Shortens `core::num::error::ParseIntError` to `ParseIntError`, and `Wrapper<a::B>` to `Wrapper`. Pointers are named after the type
/// behind them. Texts and trait objects are [`UNNAMED`].
fn short_type_name(path: &'static str) -> &'static str {
    let mut path = path;
    while let Some(content) = behind_pointer(path) {
        path = content;
    }
    let is_text = path == "str"
        || path.starts_with("alloc::string::String")
        || path.starts_with("alloc::borrow::Cow<");
    if is_text || path.starts_with("dyn ") {
        return UNNAMED;
    }
    let path = path.split('<').next().unwrap_or(path);
    path.rsplit("::").next().unwrap_or(path)
}

/// Returns the type behind a reference, `Box` or `Arc`: the pointers for which the standard library implements `Error`.
fn behind_pointer(path: &'static str) -> Option<&'static str> {
    if let Some(content) = path.strip_prefix('&') {
        return Some(content);
    }
    ["alloc::boxed::Box<", "alloc::sync::Arc<"]
        .iter()
        .find_map(|pointer| path.strip_prefix(pointer)?.strip_suffix('>'))
}

/// The error of a failed invocation, as Lambda reports it: `{"errorType": …, "errorMessage": …}`.
///
/// Callers of a function see the document. The text of a panic, and that of a lazy module that fails, are in the log only.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FunctionError {
    /// The type of the error. A handler's own errors carry the name of their type. Gatewright's are `UnknownOperation`,
    /// `UnknownEvent`, `InvalidPayload`, `InitFailed`, `HandlerPanicked`, `ResponseTooLarge`, `DeadlineExceeded` and
    /// `BatchFailed`, and those of [`Progress`](crate::Progress) and [`idempotency`](crate::idempotency).
    pub error_type: Cow<'static, str>,
    /// The message.
    pub message: String,
    /// The message of the log, if it is another one: it may hold what callers must not see.
    logged: Option<String>,
}

impl FunctionError {
    /// Creates an error, such as the one that a test expects.
    pub fn new(error_type: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self {
            error_type: error_type.into(),
            message: message.into(),
            logged: None,
        }
    }

    /// Creates an error about an input. `message` may repeat values, which are left out.
    pub(crate) fn of_input(error_type: &'static str, message: impl fmt::Display) -> Self {
        Self::new(error_type, without_values(&message.to_string()))
    }

    /// Sets the message of the log, in place of the one that callers see.
    pub(crate) fn logged(mut self, message: String) -> Self {
        self.logged = Some(message);
        self
    }

    /// Returns the message of the log.
    pub(crate) fn log_message(&self) -> &str {
        self.logged.as_deref().unwrap_or(&self.message)
    }

    /// Shows callers the message of the log, as `expose_errors` asks for.
    pub(crate) fn exposed(mut self) -> Self {
        if let Some(logged) = self.logged.take() {
            self.message = logged;
        }
        self
    }

    /// Cuts texts that would make the document larger than Lambda's limit.
    pub(crate) fn bounded(mut self) -> Self {
        if self.message.len() > MESSAGE_BYTES {
            self.message
                .truncate(within(&self.message, MESSAGE_BYTES).len());
            self.message.push('…');
        }
        if self.error_type.len() > TYPE_BYTES {
            self.error_type = within(&self.error_type, TYPE_BYTES).to_owned().into();
        }
        self
    }
}

/// The longest message of an error document. In JSON, a byte may take six: `\u0000`. Lambda takes documents of 6,291,556 bytes.
const MESSAGE_BYTES: usize = 1_000_000;

/// The longest type of an error, which is a header of the Runtime API too.
const TYPE_BYTES: usize = 256;

impl PartialEq for FunctionError {
    fn eq(&self, other: &Self) -> bool {
        (&self.error_type, &self.message) == (&other.error_type, &other.message)
    }
}

impl Eq for FunctionError {}

/// The reason of a lazy module that could not start is in the message of the log only.
impl From<Error> for FunctionError {
    fn from(error: Error) -> Self {
        let (message, logged) = (error.without_init(), error.to_string());
        Self {
            logged: (message != logged).then_some(logged),
            error_type: error.error_type,
            message,
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

    impl fmt::Display for Wrapper<u8> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("wrapped")
        }
    }

    #[derive(Debug)]
    struct Wrapper<T>(T);

    impl std::error::Error for Wrapper<u8> {}

    #[test]
    fn generic_error_is_named_without_its_arguments() {
        assert_eq!(Error::from(Wrapper(1)).error_type(), "Wrapper");
        assert_eq!(short_type_name("a::Wrapper<b::C>"), "Wrapper");
        assert_eq!(short_type_name("Plain"), "Plain");
    }

    #[test]
    fn pointer_is_named_after_its_content() {
        let all: [Error; 4] = [
            Box::new(Wrapper(1)).into(),
            std::sync::Arc::new(Wrapper(1)).into(),
            Box::new(std::sync::Arc::new(Wrapper(1))).into(),
            (&Wrapper(1_u8)).into(),
        ];
        for error in all {
            assert_eq!(
                (error.error_type(), &*error.to_string()),
                ("Wrapper", "wrapped")
            );
        }
    }

    /// `lambda_runtime` accepts the same as errors: `Box<dyn Error + Send + Sync>`, `String` and `&'static str` convert to its
    /// `Diagnostic`. Its error types are names of Rust's pointers, such as `&alloc::boxed::Box<dyn core::error::Error + …>`.
    #[test]
    fn texts_and_boxes_are_reported_as_error() {
        let boxed: BoxedError = Box::new(Wrapper(1));
        let all: [Error; 5] = [
            boxed.into(),
            "wrapped".into(),
            String::from("wrapped").into(),
            Cow::Borrowed("wrapped").into(),
            Error::from_boxed("wrapped".into()),
        ];
        for error in all {
            assert_eq!(
                (error.error_type(), &*error.to_string()),
                ("Error", "wrapped")
            );
        }
    }

    #[test]
    fn boxed_error_keeps_its_sources_and_its_type() {
        let parse = "x".parse::<u32>().unwrap_err();
        let boxed: BoxedError = Box::new(OutOfStock(parse));
        let error = Error::from(boxed);
        assert_eq!(
            error.to_string(),
            "nothing left: invalid digit found in string"
        );
        assert!(error.inner().is::<OutOfStock>());
        assert!(error.into_inner().is::<OutOfStock>());
    }

    #[test]
    fn function_error_keeps_its_name() {
        let error = FunctionError::new("OutOfStock", "nothing left");
        let boxed: BoxedError = Box::new(error.clone());
        for found in [Error::from(error.clone()), Error::from(boxed)] {
            assert_eq!(FunctionError::from(found), error);
        }
    }
}
