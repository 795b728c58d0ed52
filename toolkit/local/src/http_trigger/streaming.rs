//! A function URL or REST API that streams: its client gets the response while the function writes it.

use super::Asked;
use super::answer;
use super::prelude::{Head, head, may_be_complete};
use super::reply::finish;
use crate::body::{Aborted, ResponseBody};
use crate::console;
use crate::invocation::{Invocation, StreamPart};
use crate::lambda::Lambda;
use crate::quote;
use crate::report::Report;
use crate::server::Answer;
use bytes::{Bytes, BytesMut};
use tokio::sync::{mpsc, oneshot};

/// Invokes the function, and answers as soon as the response begins. The invocation runs to its end even if the client disconnects:
/// "streamed responses are not interrupted or stopped when the invoking client connection is broken" (Lambda developer guide).
pub(super) async fn run(lambda: &Lambda, invocation: Invocation, asked: Asked) -> Answer {
    let (answering, answered) = oneshot::channel();
    tokio::spawn(deliver(lambda.clone(), invocation, asked, answering));
    answered
        .await
        .unwrap_or_else(|_| answer::internal_server_error())
}

async fn deliver(
    lambda: Lambda,
    invocation: Invocation,
    asked: Asked,
    answering: oneshot::Sender<Answer>,
) {
    let (invocation, mut parts) = invocation.with_listener();
    let mut invoking = Box::pin(lambda.invoke(invocation));
    let mut response = Response::Waiting(PendingHead {
        answering,
        content_type: None,
        received: BytesMut::new(),
    });
    let outcome = loop {
        tokio::select! {
            biased;
            Some(part) = parts.recv() => response = response.with(part).await,
            outcome = &mut invoking => break outcome,
        }
    };
    while let Ok(part) = parts.try_recv() {
        response = response.with(part).await;
    }
    match response {
        Response::Waiting(PendingHead { answering, .. }) => {
            // The client may be gone.
            let _ = answering.send(answer::to_outcome(&lambda, outcome, asked));
        }
        Response::Streaming { status, body } => {
            let what = asked.what;
            let Ok(outcome) = outcome else {
                let _ = body.send(Err(Aborted)).await;
                return;
            };
            let status = match &outcome.result {
                Ok(_) => status,
                Err(error) => {
                    let error = error.to_string();
                    console::line(format_args!(
                        "{what}: the response ended early: {}",
                        quote::document(&error)
                    ));
                    let _ = body.send(Err(Aborted)).await;
                    format!("{status} aborted")
                }
            };
            lambda.report(&Report::new(what, status, &outcome));
        }
    }
}

/// The progress of a response.
enum Response {
    /// The head is not complete.
    Waiting(PendingHead),
    /// The client has the head, and gets the body.
    Streaming {
        status: String,
        body: mpsc::Sender<Result<Bytes, Aborted>>,
    },
}

struct PendingHead {
    answering: oneshot::Sender<Answer>,
    content_type: Option<String>,
    /// The beginning of the stream.
    received: BytesMut,
}

impl Response {
    async fn with(self, part: StreamPart) -> Self {
        match (self, part) {
            (Self::Waiting(pending), StreamPart::Begun(content_type)) => {
                Self::Waiting(PendingHead {
                    content_type,
                    ..pending
                })
            }
            (Self::Waiting(pending), StreamPart::Data(data)) => pending.with(&data).await,
            (Self::Streaming { status, body }, part) => {
                if let StreamPart::Data(data) = part {
                    // The client may be gone.
                    let _ = body.send(Ok(data)).await;
                }
                Self::Streaming { status, body }
            }
        }
    }
}

impl PendingHead {
    async fn with(mut self, data: &[u8]) -> Response {
        let seen = self.received.len();
        self.received.extend_from_slice(data);
        if !may_be_complete(self.content_type.as_deref(), &self.received, seen) {
            return Response::Waiting(self);
        }
        match head(self.content_type.as_deref(), &self.received) {
            Ok(Some(head)) => self.begin(head).await,
            // A malformed head is reported when the stream has ended.
            Ok(None) | Err(_) => Response::Waiting(self),
        }
    }

    async fn begin(self, head: Head) -> Response {
        let (body, streamed) = ResponseBody::streamed();
        let Head {
            status,
            headers,
            length,
        } = head;
        let rest = self.received.freeze().slice(length..);
        let _ = self.answering.send(finish(status, headers, streamed));
        if !rest.is_empty() {
            let _ = body.send(Ok(rest)).await;
        }
        let status = status.as_str().to_owned();
        Response::Streaming { status, body }
    }
}
