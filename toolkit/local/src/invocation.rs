//! One invocation: what goes in, what comes out.

use crate::identity;
use bytes::Bytes;
use serde::Serialize;
use std::fmt;
use std::time::Duration;
use tokio::sync::mpsc;

/// One event on its way to the function.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Invocation {
    /// `Lambda-Runtime-Aws-Request-Id`, a UUID.
    pub request_id: String,
    /// The event, JSON.
    pub payload: Bytes,
    /// The ARN that was invoked, with its qualifier if there was one; the function's own when `None`.
    pub invoked_arn: Option<String>,
    /// `Lambda-Runtime-Trace-Id`.
    pub trace_id: String,
    /// `Lambda-Runtime-Client-Context`: JSON, no longer in base64.
    pub client_context: Option<String>,
    /// `Lambda-Runtime-Cognito-Identity`: JSON.
    pub cognito_identity: Option<String>,
    /// Whether the caller wants [`Outcome::log_tail`]: then the reply waits a moment for the last lines.
    pub wants_log_tail: bool,
    /// Where a streamed reply goes as it comes. All of it is there before the outcome is.
    pub(crate) listener: Option<mpsc::Sender<Streaming>>,
}

/// A part of a streamed reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Streaming {
    /// It begins, with the content type that the runtime gave.
    Begun(Option<String>),
    Data(Bytes),
}

/// How many parts of a streamed reply may wait for a caller that is slower than the function.
const WAITING: usize = 16;

impl Invocation {
    /// The same, with a place where a streamed reply can be seen as it comes.
    pub(crate) fn listened_to(self) -> (Self, mpsc::Receiver<Streaming>) {
        let (listener, listening) = mpsc::channel(WAITING);
        let listener = Some(listener);
        (Self { listener, ..self }, listening)
    }

    /// An invocation of the unqualified function with a new request id and no context.
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

/// What became of an invocation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The invocation's request id.
    pub request_id: String,
    /// The function's reply, or the function error.
    pub result: Result<Reply, FunctionError>,
    /// From handing over the event to the reply, without INIT.
    pub duration: Duration,
    /// Whether an environment had to be started for it.
    pub start: Start,
    /// Peak resident memory of the environment's process so far, in bytes, where the system tells.
    pub peak_memory: Option<u64>,
    /// The end of what the function logged during the invocation, at most [`limits::LOG_TAIL`](crate::limits::LOG_TAIL) bytes.
    pub log_tail: Bytes,
}

/// How an environment came to an invocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// It was started for it; INIT took this long.
    Cold(Duration),
    /// It was started for it, as an environment that comes from a snapshot is.
    Restored {
        /// How long INIT took, up to the moment of the snapshot.
        init: Duration,
        /// How long it took from the restore to the first request for an event.
        restore: Duration,
    },
    /// It had answered before.
    Warm,
}

/// A reply of the function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The body of an ordinary response.
    Buffered(Bytes),
    /// The whole of a response in streaming mode, prelude included.
    Streamed {
        /// The content type that the runtime gave.
        content_type: Option<String>,
        /// Everything that was streamed.
        body: Bytes,
    },
}

impl Reply {
    /// The bytes that the Invoke API returns.
    pub fn bytes(&self) -> &Bytes {
        match self {
            Self::Buffered(body) | Self::Streamed { body, .. } => body,
        }
    }
}

/// An invocation that ended without a reply: the function said so, or its environment broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionError {
    /// `errorType` of the document, e.g. `Runtime.ExitError`.
    pub error_type: String,
    /// The error document as the service returns it: `{"errorType":…,"errorMessage":…,…}`.
    pub document: Bytes,
}

impl FunctionError {
    /// An error of the service's own.
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

    /// An error as the runtime posted it. A body that is not JSON could not be handed on; its text becomes the message.
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
    fn an_error_of_the_service_is_the_documented_object() {
        let error = FunctionError::new("Sandbox.Timedout", "a \"b\"");
        assert_eq!(
            error.to_string(),
            r#"{"errorType":"Sandbox.Timedout","errorMessage":"a \"b\""}"#
        );
    }

    #[test]
    fn a_posted_error_is_handed_on_as_it_is() {
        let body = Bytes::from_static(br#"{ "errorType" : "OutOfStock", "extra": 1 }"#);
        let error = FunctionError::posted(Some("unhandled"), body.clone());
        assert_eq!(
            (error.error_type.as_str(), error.document),
            ("OutOfStock", body)
        );
    }

    #[test]
    fn a_posted_error_without_a_type_takes_the_headers() {
        let error = FunctionError::posted(Some("Runtime.Odd"), Bytes::from_static(b"[1]"));
        assert_eq!(error.error_type, "Runtime.Odd");
        assert_eq!(error.to_string(), "[1]");
    }

    #[test]
    fn a_posted_error_that_is_not_json_becomes_the_message() {
        let error = FunctionError::posted(None, Bytes::from_static(b"oops"));
        assert_eq!(
            error.to_string(),
            r#"{"errorType":"Runtime.UnknownError","errorMessage":"oops"}"#
        );
    }
}
