//! The work that an invocation was doing, and the reason why it did not finish.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use crate::error::FunctionError;
use crate::guard::deadline::{Deadline, milliseconds};
use crate::platform::metrics::Recorder;

/// A phase of an invocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Finding the handler of the event.
    Routing,
    /// Making the handler's parameters.
    Extraction,
    /// Starting a lazy module, named by its path.
    StartingModule(&'static str),
    /// Running the middleware with this name.
    Middleware(&'static str),
    /// Running the handler's own code.
    Handler,
    /// Serialising the handler's return value as the reply.
    Serialisation,
    /// Producing the rest of a streamed reply.
    Streaming,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Routing => f.write_str("finding the handler"),
            Self::Extraction => f.write_str("extracting parameters"),
            Self::StartingModule(module) => write!(f, "starting the lazy module `{module}`"),
            Self::Middleware(name) => write!(f, "running the middleware `{name}`"),
            Self::Handler => f.write_str("running the handler"),
            Self::Serialisation => f.write_str("serialising the reply"),
            Self::Streaming => f.write_str("streaming the reply"),
        }
    }
}

/// A handler and its current phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Activity {
    /// The handler's name; empty until it has been found.
    pub(crate) handler: &'static str,
    pub(crate) phase: Phase,
}

impl Activity {
    pub(crate) const FIRST: Self = Self {
        handler: "",
        phase: Phase::Routing,
    };
}

/// The form used in messages: `` `price` (running the handler)``.
impl fmt::Display for Activity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.handler {
            "" => write!(f, "the invocation ({})", self.phase),
            handler => write!(f, "`{handler}` ({})", self.phase),
        }
    }
}

/// The text of `SetGlobalDefaultError`, with which `init()` of `tracing-subscriber` panics in a handler or a lazy module.
#[cfg(feature = "tracing")]
const SECOND_SUBSCRIBER: &str = "a global default trace dispatcher has already been set";

/// Why a handler did not finish.
#[derive(Debug)]
pub(crate) enum Interruption {
    /// The guard was due while the handler was still running.
    Overrun {
        activity: Activity,
        /// Since the invocation arrived.
        elapsed: Duration,
        /// Until the deadline.
        left: Duration,
    },
    /// The handler panicked, with this message.
    Panic(String),
}

impl Interruption {
    pub(crate) fn overrun(activity: Activity, deadline: Deadline) -> Self {
        Self::Overrun {
            activity,
            elapsed: deadline.elapsed(),
            left: deadline.remaining(),
        }
    }

    pub(crate) fn into_function_error(self) -> FunctionError {
        match self {
            Self::Overrun {
                activity,
                elapsed,
                left,
            } => FunctionError::new(
                "DeadlineExceeded",
                format!(
                    "{activity} was still running after {} ms, {} ms before the deadline",
                    milliseconds(elapsed),
                    milliseconds(left)
                ),
            ),
            Self::Panic(message) => {
                #[cfg(feature = "tracing")]
                let mut message = message;
                // `str::contains` would link a search for long texts.
                #[cfg(feature = "tracing")]
                if message
                    .as_bytes()
                    .windows(SECOND_SUBSCRIBER.len())
                    .any(|part| part == SECOND_SUBSCRIBER.as_bytes())
                {
                    message.push_str(
                        "; Gatewright has set a subscriber: name your function in `#[lambda_handler(subscriber = …)]`, which replaces it",
                    );
                }
                FunctionError::new(
                    "HandlerPanicked",
                    "the handler panicked; the log has the reason",
                )
                .logged(message)
            }
        }
    }

    /// Notes the reason in the record of the invocation.
    pub(crate) fn note(&self, recorder: &'static Recorder) {
        recorder.note(|notes| match self {
            Self::Overrun { .. } => notes.is_guarded = true,
            Self::Panic(_) => notes.is_panicked = true,
        });
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Overrun { .. } => StatusCode::GATEWAY_TIMEOUT,
            Self::Panic(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}
