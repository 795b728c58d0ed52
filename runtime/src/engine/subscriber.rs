//! The function that `subscriber = …` of `#[lambda_handler]` names.

use std::fmt::Display;
use std::panic::catch_unwind;

use crate::platform::log;

/// What the function may return: nothing, or a `Result` whose error is logged.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the function of `subscriber` must return nothing or a `Result<(), E>`, not `{Self}`",
    label = "this function returns `{Self}`",
    note = "the function sets the subscriber itself, for example with `tracing_subscriber::fmt().json().init();`",
    note = "the `E` of a `Result<(), E>` must implement `Display`"
)]
pub trait SubscriberResult {
    /// The failure, if there was one.
    fn failure(self) -> Option<String>;
}

impl SubscriberResult for () {
    fn failure(self) -> Option<String> {
        None
    }
}

impl<E: Display> SubscriberResult for Result<(), E> {
    fn failure(self) -> Option<String> {
        self.err().map(|error| error.to_string())
    }
}

/// Calls the function. A function without its logs answers nevertheless, so a failure is logged, and nothing else.
pub(super) fn set<R: SubscriberResult>(set: fn() -> R) {
    let failure = match catch_unwind(|| set().failure()) {
        Ok(failure) => failure,
        // The panic hook has written the message.
        Err(_) => Some("it panicked".to_owned()),
    };
    if let Some(failure) = failure {
        log::warning(&format!(
            "the function of `subscriber` in `#[lambda_handler]` failed: {failure}; a subscriber that was set before stays"
        ));
    }
}
