//! A function URL that streams: its client gets the response while the function makes it.

use super::stream::{Head, head};
use super::{BadReply, answer_to, http_v2, internal_server_error};
use crate::invocation::{Invocation, Streaming};
use crate::lambda::Lambda;
use crate::outgoing::{BrokenOff, Outgoing};
use crate::report::Report;
use crate::server::Answer;
use bytes::{Bytes, BytesMut};
use tokio::sync::{mpsc, oneshot};

/// Invokes the function, and answers as soon as the response has begun. The invocation goes on to its end, whether or not the client stays:
/// "streamed responses are not interrupted or stopped when the invoking client connection is broken" (Lambda developer guide).
pub(super) async fn run(lambda: &Lambda, invocation: Invocation, what: String) -> Answer {
    let (answering, answer) = oneshot::channel();
    tokio::spawn(deliver(lambda.clone(), invocation, what, answering));
    answer.await.unwrap_or_else(|_| internal_server_error())
}

async fn deliver(
    lambda: Lambda,
    invocation: Invocation,
    what: String,
    answering: oneshot::Sender<Answer>,
) {
    let (invocation, mut listening) = invocation.listened_to();
    let mut invoking = Box::pin(lambda.invoke(invocation));
    let mut response = Response::Waiting(Beginning {
        answering,
        content_type: None,
        held: BytesMut::new(),
    });
    let outcome = loop {
        tokio::select! {
            biased;
            Some(part) = listening.recv() => response = response.with(part).await,
            outcome = &mut invoking => break outcome,
        }
    };
    while let Ok(part) = listening.try_recv() {
        response = response.with(part).await;
    }
    match response {
        Response::Waiting(Beginning { answering, .. }) => {
            // A client that is gone needs no answer.
            let _ = answering.send(answer_to(&lambda, outcome, what));
        }
        Response::Coming { status, body } => {
            let Ok(outcome) = outcome else {
                let _ = body.send(Err(BrokenOff)).await;
                return;
            };
            let status = match &outcome.result {
                Ok(_) => status,
                Err(error) => {
                    eprintln!("{what}: the response broke off: {error}");
                    let _ = body.send(Err(BrokenOff)).await;
                    format!("{status} broken off")
                }
            };
            lambda.report(&Report::new(what, status, &outcome));
        }
    }
}

/// How far a response has come.
enum Response {
    /// Not all of its head is there.
    Waiting(Beginning),
    /// The client has its head, and gets what else comes.
    Coming {
        status: String,
        body: mpsc::Sender<Result<Bytes, BrokenOff>>,
    },
}

struct Beginning {
    answering: oneshot::Sender<Answer>,
    content_type: Option<String>,
    /// What came of the stream.
    held: BytesMut,
}

impl Response {
    async fn with(self, part: Streaming) -> Self {
        match (self, part) {
            (Self::Waiting(beginning), Streaming::Begun(content_type)) => {
                Self::Waiting(Beginning {
                    content_type,
                    ..beginning
                })
            }
            (Self::Waiting(beginning), Streaming::Data(data)) => beginning.with(&data).await,
            (Self::Coming { status, body }, part) => {
                if let Streaming::Data(data) = part {
                    // A client that is gone misses nothing.
                    let _ = body.send(Ok(data)).await;
                }
                Self::Coming { status, body }
            }
        }
    }
}

impl Beginning {
    async fn with(mut self, data: &[u8]) -> Response {
        self.held.extend_from_slice(data);
        match head(self.content_type.as_deref(), &self.held) {
            Ok(Some(head)) => self.begin(head).await,
            // What is wrong with it is said when all of it is there.
            Ok(None) | Err(BadReply(_)) => Response::Waiting(self),
        }
    }

    async fn begin(self, head: Head) -> Response {
        let (body, coming) = Outgoing::coming();
        let Head {
            status,
            headers,
            length,
        } = head;
        let rest = self.held.freeze().slice(length..);
        let _ = self
            .answering
            .send(http_v2::finish(status, headers, coming));
        if !rest.is_empty() {
            let _ = body.send(Ok(rest)).await;
        }
        let status = status.as_str().to_owned();
        Response::Coming { status, body }
    }
}
