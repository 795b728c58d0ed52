//! Values of AWS services for lazy modules: parameters and secrets.

mod config;
mod json;
#[cfg(feature = "parameters")]
pub mod parameters;
mod secret;
#[cfg(feature = "secrets")]
pub mod secrets;

pub use secret::Secret;

use crate::error::Error;

/// The error of a service, with what it was asked for.
fn failed(what: &str, error: impl Into<Error>) -> Error {
    let error = error.into();
    Error::with_type(
        "ValueNotFound",
        format_args!("{what} could not be read: {error}"),
    )
}
