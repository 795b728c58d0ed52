//! The events of a script.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// One event.
#[derive(Clone, Debug)]
pub struct Event {
    /// The payload. Lambda sends JSON; a script may send anything.
    pub body: Arc<[u8]>,
    /// The deadline in the headers.
    pub deadline: Deadline,
    /// The header `Lambda-Runtime-Invocation-Id`, which not every Runtime API sends.
    pub invocation_id: Option<&'static str>,
    /// The fault of the service in this invocation.
    pub fault: Fault,
}

/// A fault of the service in one invocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No fault.
    None,
    /// The event lacks the header of this name.
    Without(&'static str),
    /// The event has a header with this name and value.
    With(&'static str, &'static str),
    /// The event has the request id of the event before it.
    SameId,
    /// The event arrives in pieces of this number of bytes, with a pause after each.
    InPieces(usize, Duration),
    /// The connection is reset after this number of bytes of the event.
    ResetAfter(usize),
    /// The request for the event is answered with this status, without an event.
    NextStatus(u16),
    /// The request for the event is answered with this status, and with the headers and the body of the event.
    NextStatusWithEvent(u16),
    /// An interim response, `100 Continue`, comes before the event.
    Interim,
    /// The connection is closed after the event, as its header `Connection` says.
    NextCloses,
    /// The function's reply or error is answered with this status.
    ReplyStatus(u16),
    /// The connection is closed instead of an answer to the function's reply or error.
    ReplyReset,
    /// The connection is closed after the answer to the function's reply or error, as its header `Connection` says.
    ReplyCloses,
    /// The function's reply or error is answered twice.
    ReplyTwice,
}

/// The header `Lambda-Runtime-Deadline-Ms`.
#[derive(Clone, Copy, Debug)]
pub enum Deadline {
    /// This time after the event is handed out, as on Lambda.
    After(Duration),
    /// This literal number.
    EpochMillis(u64),
}

impl Event {
    /// Makes an event with a deadline in three seconds, the default timeout on Lambda.
    pub fn new(body: impl Into<Arc<[u8]>>) -> Self {
        Self {
            body: body.into(),
            deadline: Deadline::After(Duration::from_secs(3)),
            invocation_id: None,
            fault: Fault::None,
        }
    }

    /// Sets the deadline.
    #[must_use]
    pub fn with_deadline(self, deadline: Deadline) -> Self {
        Self { deadline, ..self }
    }

    /// Sets the invocation id.
    #[must_use]
    pub fn with_invocation_id(self, id: &'static str) -> Self {
        Self {
            invocation_id: Some(id),
            ..self
        }
    }

    /// Sets the fault.
    #[must_use]
    pub fn with_fault(self, fault: Fault) -> Self {
        Self { fault, ..self }
    }

    /// Returns the HTTP response for the script's event `number`, with the headers that Lambda sends. Numbers have a fixed width.
    pub(super) fn response(&self, number: usize) -> Vec<u8> {
        let deadline = match self.deadline {
            Deadline::After(time) => {
                let now = SystemTime::now()
                    .duration_since(UNIX_EPOCH)
                    .unwrap_or_default();
                (now + time).as_millis()
            }
            Deadline::EpochMillis(moment) => moment.into(),
        };
        if let Fault::NextStatus(status) = self.fault {
            return empty(status);
        }
        let number = match self.fault {
            Fault::SameId => number - 1,
            _ => number,
        };
        let invocation_id = self.invocation_id.map_or(String::new(), |id| {
            format!("Lambda-Runtime-Invocation-Id: {id}\r\n")
        });
        let head = format!(
            "HTTP/1.1 200 OK\r\n\
             Content-Type: application/json\r\n\
             Lambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-{number:012}\r\n\
             Lambda-Runtime-Deadline-Ms: {deadline}\r\n\
             Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:hello\r\n\
             Lambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c8{number:08};Parent=9a9197af755a6419;Sampled=0\r\n\
             {invocation_id}Content-Length: {length}\r\n\r\n",
            length = self.body.len(),
        );
        let is_left_out = |line: &str| match self.fault {
            Fault::Without(name) | Fault::With(name, _) => line
                .split_once(':')
                .is_some_and(|(header, _)| header.eq_ignore_ascii_case(name)),
            _ => false,
        };
        let head: String = head
            .split_inclusive("\r\n")
            .filter(|line| !is_left_out(line))
            .collect();
        let head = match self.fault {
            Fault::With(name, value) => {
                head.replacen("\r\n", &format!("\r\n{name}: {value}\r\n"), 1)
            }
            _ => head,
        };
        let head = match self.fault {
            Fault::NextStatusWithEvent(status) => {
                head.replacen("200 OK", &format!("{status} Status"), 1)
            }
            Fault::Interim => format!("HTTP/1.1 100 Continue\r\n\r\n{head}"),
            Fault::NextCloses => head.replacen("\r\n", "\r\nConnection: close\r\n", 1),
            _ => head,
        };
        [head.as_bytes(), &self.body].concat()
    }
}

/// Returns a response whose body is an empty JSON object.
pub(super) fn empty(status: u16) -> Vec<u8> {
    format!("HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}")
        .into_bytes()
}
