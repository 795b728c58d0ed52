//! Invocations and their outcomes.

use crate::identity;
use bytes::Bytes;
use serde::Serialize;
use std::fmt;
use std::time::Duration;
use tokio::sync::mpsc;

/// An event for the function, with its context.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Invocation {
    /// `Lambda-Runtime-Aws-Request-Id`, a UUID.
    pub request_id: String,
    /// The event as JSON.
    pub payload: Bytes,
    /// The invoked ARN, with its qualifier if it has one. `None` is the function's own ARN.
    pub invoked_arn: Option<String>,
    /// `Lambda-Runtime-Trace-Id`.
    pub trace_id: String,
    /// `Lambda-Runtime-Client-Context`: JSON, decoded from base64.
    pub client_context: Option<String>,
    /// `Lambda-Runtime-Cognito-Identity`: JSON.
    pub cognito_identity: Option<String>,
    /// Whether the caller wants [`Outcome::log_tail`]. Then the reply waits up to 20 ms for the last lines.
    pub wants_log_tail: bool,
    /// The receiver of a streamed reply. It has all parts before the outcome is there.
    pub(crate) listener: Option<mpsc::Sender<StreamPart>>,
}

/// A part of a streamed reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StreamPart {
    /// The beginning, with the runtime's content type.
    Begun(Option<String>),
    Data(Bytes),
}

/// The number of parts of a streamed reply that are buffered for a caller that is slower than the function.
const BUFFERED_PARTS: usize = 16;

impl Invocation {
    /// Adds a receiver for the parts of a streamed reply.
    pub(crate) fn with_listener(self) -> (Self, mpsc::Receiver<StreamPart>) {
        let (listener, parts) = mpsc::channel(BUFFERED_PARTS);
        let listener = Some(listener);
        (Self { listener, ..self }, parts)
    }

    /// Creates an invocation of the unqualified function, with a new request id and no context.
    pub fn new(payload: impl Into<Bytes>) -> Self {
        Self {
            request_id: identity::request_id(),
            payload: payload.into(),
            invoked_arn: None,
            trace_id: identity::trace_header(),
            client_context: None,
            cognito_identity: None,
            wants_log_tail: false,
            listener: None,
        }
    }
}

/// The outcome of an invocation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The invocation's request id.
    pub request_id: String,
    /// The function's reply, or the function error.
    pub result: Result<Reply, FunctionError>,
    /// The time from the event to the reply, without INIT.
    pub duration: Duration,
    /// Whether an environment was started for the invocation.
    pub start: Start,
    /// Peak resident memory of the environment's process so far, in bytes. `None` if the system does not report it.
    pub peak_memory: Option<u64>,
    /// The end of the function's log of the invocation, at most [`limits::LOG_TAIL`](crate::limits::LOG_TAIL) bytes.
    pub log_tail: Bytes,
}

/// How an invocation got its environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// An environment was started for the invocation. INIT took this long.
    Cold(Duration),
    /// An environment was started for the invocation and restored from a snapshot.
    Restored {
        /// The time of INIT, until the snapshot.
        init: Duration,
        /// The time from the restore to the first `next`.
        restore: Duration,
    },
    /// The environment existed already.
    Warm,
    /// The environment existed already. Its process had re-executed its binary after the watchdog's answer to the previous invocation,
    /// and its INIT took this long.
    Restarted(Duration),
}

/// The reason that an invocation did not begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A new environment failed after its restore: `SnapStartException`.
    RestoreFailed,
    /// A new environment took too long after its restore: `SnapStartTimeoutException`.
    RestoreTimedOut,
    /// [`Lambda::stop`](crate::Lambda::stop) was called.
    Stopped,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RestoreFailed => {
                "the function failed after its restore from the snapshot: see its log"
            }
            Self::RestoreTimedOut => {
                "the function did not ask for an event within 10 seconds after its restore from the snapshot: move slow work from \
                 the restore to the first request that needs it"
            }
            Self::Stopped => "the service is stopping",
        })
    }
}

impl std::error::Error for Refusal {}

/// A reply of the function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// A buffered response.
    Buffered(Bytes),
    /// A whole response in streaming mode, including its prelude.
    Streamed {
        /// The runtime's content type.
        content_type: Option<String>,
        /// The prelude and the body.
        body: Bytes,
    },
}

impl Reply {
    /// Returns the bytes that the Invoke API returns.
    pub fn bytes(&self) -> &Bytes {
        match self {
            Self::Buffered(body) | Self::Streamed { body, .. } => body,
        }
    }
}

/// The error of an invocation: the function reported it, or its environment failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionError {
    /// `errorType` of the document, e.g. `Runtime.ExitError`.
    pub error_type: String,
    /// The error document as the service returns it: `{"errorType":…,"errorMessage":…,…}`.
    pub document: Bytes,
}

impl FunctionError {
    /// Creates an error of the service.
    pub(crate) fn new(error_type: &str, message: &str) -> Self {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Document<'a> {
            error_type: &'a str,
            error_message: &'a str,
        }
        let document = Document {
            error_type,
            error_message: message,
        };
        Self {
            error_type: error_type.to_owned(),
            document: serde_json::to_vec(&document).unwrap_or_default().into(),
        }
    }

    /// Creates Lambda's error for a process that ended: `Runtime.ExitError`.
    pub(crate) fn exited(request_id: &str, reason: &str) -> Self {
        Self::new(
            "Runtime.ExitError",
            &format!("RequestId: {request_id} Error: {reason}"),
        )
    }

    /// Creates Lambda's error for an invocation that timed out: `Sandbox.Timedout`.
    pub(crate) fn timed_out(request_id: &str, timeout: Duration) -> Self {
        let seconds = timeout.as_secs_f64();
        Self::new(
            "Sandbox.Timedout",
            &format!("RequestId: {request_id} Error: Task timed out after {seconds:.2} seconds"),
        )
    }

    /// Creates Lambda's error for a response over `limit` bytes: `Function.ResponseSizeTooLarge`.
    pub(crate) fn too_large(limit: usize) -> Self {
        Self::new(
            "Function.ResponseSizeTooLarge",
            &format!(
                "Response payload size exceeded maximum allowed payload size ({limit} bytes)."
            ),
        )
    }

    /// Creates the error that the runtime posted. A body that is not JSON becomes the message of the document.
    pub(crate) fn posted(header: Option<&str>, body: Bytes) -> Self {
        #[derive(serde::Deserialize)]
        struct Posted {
            #[serde(rename = "errorType")]
            error_type: Option<String>,
        }
        let header = header.unwrap_or("Runtime.UnknownError");
        if crate::json::check(&body).is_err() {
            return Self::new(header, &String::from_utf8_lossy(&body));
        }
        let named = serde_json::from_slice(&body)
            .ok()
            .and_then(|posted: Posted| posted.error_type);
        Self {
            error_type: named.unwrap_or_else(|| header.to_owned()),
            document: body,
        }
    }
}

impl fmt::Display for FunctionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.document))
    }
}

impl std::error::Error for FunctionError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_error_is_the_documented_object() {
        let error = FunctionError::new("Sandbox.Timedout", "a \"b\"");
        assert_eq!(
            error.to_string(),
            r#"{"errorType":"Sandbox.Timedout","errorMessage":"a \"b\""}"#
        );
    }

    #[test]
    fn posted_error_is_unchanged() {
        let body = Bytes::from_static(br#"{ "errorType" : "OutOfStock", "extra": 1 }"#);
        let error = FunctionError::posted(Some("unhandled"), body.clone());
        assert_eq!(
            (error.error_type.as_str(), error.document),
            ("OutOfStock", body)
        );
    }

    #[test]
    fn posted_error_without_type_takes_that_of_the_header() {
        let error = FunctionError::posted(Some("Runtime.Odd"), Bytes::from_static(b"[1]"));
        assert_eq!(error.error_type, "Runtime.Odd");
        assert_eq!(error.to_string(), "[1]");
    }

    #[test]
    fn posted_error_that_is_not_json_becomes_the_message() {
        let error = FunctionError::posted(None, Bytes::from_static(b"oops"));
        assert_eq!(
            error.to_string(),
            r#"{"errorType":"Runtime.UnknownError","errorMessage":"oops"}"#
        );
    }
}
