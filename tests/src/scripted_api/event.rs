//! The events of a script.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// One event.
#[derive(Clone, Debug)]
pub struct Event {
    /// The payload. Lambda sends JSON; a script may send anything.
    pub body: Arc<[u8]>,
    /// The deadline that comes with it.
    pub deadline: Deadline,
    /// The header `Lambda-Runtime-Invocation-Id`, which not every service sends.
    pub invocation_id: Option<&'static str>,
}

/// The header `Lambda-Runtime-Deadline-Ms`.
#[derive(Clone, Copy, Debug)]
pub enum Deadline {
    /// So long after the event is handed out, as Lambda sets it.
    After(Duration),
    /// This number, whatever it means.
    EpochMillis(u64),
}

impl Event {
    /// An event with three seconds' time, the default timeout of a function on Lambda.
    pub fn new(body: impl Into<Arc<[u8]>>) -> Self {
        Self {
            body: body.into(),
            deadline: Deadline::After(Duration::from_secs(3)),
            invocation_id: None,
        }
    }

    /// The same event with another deadline.
    #[must_use]
    pub fn with_deadline(self, deadline: Deadline) -> Self {
        Self { deadline, ..self }
    }

    /// The same event with an invocation id.
    #[must_use]
    pub fn with_invocation_id(self, id: &'static str) -> Self {
        Self {
            invocation_id: Some(id),
            ..self
        }
    }

    /// The response that carries it as the script's event `number`, with the headers that Lambda sends. Numbers have a fixed
    /// width.
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
        let invocation_id = self.invocation_id.map_or(String::new(), |id| {
            format!("Lambda-Runtime-Invocation-Id: {id}\r\n")
        });
        let mut response = format!(
            "HTTP/1.1 200 OK\r\n\
             Content-Type: application/json\r\n\
             Lambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-{number:012}\r\n\
             Lambda-Runtime-Deadline-Ms: {deadline}\r\n\
             Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:hello\r\n\
             Lambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c8{number:08};Parent=9a9197af755a6419;Sampled=0\r\n\
             {invocation_id}Content-Length: {length}\r\n\r\n",
            length = self.body.len(),
        )
        .into_bytes();
        response.extend_from_slice(&self.body);
        response
    }
}
