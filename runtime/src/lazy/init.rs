//! The result of a lazy module's `init`.

use std::future::Future;
use std::pin::Pin;

use crate::error::InitError;

/// A running `init`. It is `Send`, so that the value can be shared between concurrent invocations.
pub type InitFuture<T> = Pin<Box<dyn Future<Output = Result<T, InitError>> + Send>>;

/// The value type of a `Result`, found by type so that an alias of `Result` works.
pub trait InitOutput {
    /// The value.
    type Value;
}

impl<T, E> InitOutput for Result<T, E> {
    type Value = T;
}
