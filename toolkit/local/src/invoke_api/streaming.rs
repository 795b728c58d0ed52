//! `InvokeWithResponseStream`: the reply as it comes, and at its end what became of the invocation.

use super::error::ApiError;
use super::event_stream::event;
use super::set;
use crate::invocation::{Invocation, Outcome, Reply, Streaming};
use crate::lambda::{Lambda, Refusal};
use crate::outgoing::{BrokenOff, Outgoing};
use crate::report::Report;
use crate::server::Answer;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hyper::Response;
use hyper::header::CONTENT_TYPE;
use serde::Serialize;
use tokio::sync::{mpsc, oneshot};

/// Invokes the function, and answers when its reply has begun or the invocation was refused. It goes on to its end, whether or not the
/// client stays.
pub(super) async fn respond(lambda: &Lambda, invocation: Invocation) -> Result<Answer, ApiError> {
    let (answering, answer) = oneshot::channel();
    tokio::spawn(deliver(lambda.clone(), invocation, answering));
    answer
        .await
        .unwrap_or(Err(Refusal::Stopped))
        .map_err(Into::into)
}

async fn deliver(
    lambda: Lambda,
    invocation: Invocation,
    answering: oneshot::Sender<Result<Answer, Refusal>>,
) {
    let wants_log_tail = invocation.wants_log_tail;
    let (invocation, mut listening) = invocation.listened_to();
    let mut invoking = Box::pin(lambda.invoke(invocation));
    let mut reply = Sending {
        answering: Some(answering),
        body: None,
    };
    let outcome = loop {
        tokio::select! {
            biased;
            Some(part) = listening.recv() => reply.part(part).await,
            outcome = &mut invoking => break outcome,
        }
    };
    while let Ok(part) = listening.try_recv() {
        reply.part(part).await;
    }
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(refusal) => return reply.refuse(refusal),
    };
    lambda.report(&Report::of_invoke(&outcome));
    if let Ok(Reply::Buffered(whole)) = &outcome.result {
        reply.part(Streaming::Data(whole.clone())).await;
    }
    reply.complete(&outcome, wants_log_tail).await;
}

/// A reply on its way to the client. Nothing that is sent to one that is gone is missed.
struct Sending {
    /// Who waits for the answer, until it has begun.
    answering: Option<oneshot::Sender<Result<Answer, Refusal>>>,
    body: Option<mpsc::Sender<Result<Bytes, BrokenOff>>>,
}

impl Sending {
    async fn part(&mut self, part: Streaming) {
        match part {
            Streaming::Begun(_) => {
                self.body();
            }
            Streaming::Data(data) => {
                let chunk = event("PayloadChunk", "application/octet-stream", &data);
                let _ = self.body().send(Ok(chunk)).await;
            }
        }
    }

    async fn complete(mut self, outcome: &Outcome, wants_log_tail: bool) {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct Complete<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            error_code: Option<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            error_details: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            log_result: Option<String>,
        }
        let error = outcome.result.as_ref().err();
        let complete = Complete {
            error_code: error.map(|error| &*error.error_type),
            error_details: error.map(ToString::to_string),
            log_result: wants_log_tail.then(|| STANDARD.encode(&outcome.log_tail)),
        };
        // Text is always JSON.
        let complete = serde_json::to_vec(&complete).unwrap_or_default();
        let complete = event("InvokeComplete", "application/json", &complete);
        let _ = self.body().send(Ok(complete)).await;
    }

    fn refuse(mut self, refusal: Refusal) {
        if let Some(answering) = self.answering.take() {
            let _ = answering.send(Err(refusal));
        }
    }

    /// Where the messages go; the answer begins with the first.
    fn body(&mut self) -> &mpsc::Sender<Result<Bytes, BrokenOff>> {
        let answering = self.answering.take();
        self.body.get_or_insert_with(|| {
            let (body, coming) = Outgoing::coming();
            let mut answer = Response::new(coming);
            let content_type = "application/vnd.amazon.eventstream";
            set(&mut answer, CONTENT_TYPE.as_str(), content_type);
            set(&mut answer, "x-amz-executed-version", "$LATEST");
            if let Some(answering) = answering {
                let _ = answering.send(Ok(answer));
            }
            body
        })
    }
}
