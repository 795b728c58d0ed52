//! `InvokeWithResponseStream`: the reply while the function writes it, then the outcome of the invocation.

use super::error::{ApiError, set_header};
use super::event_stream::event;
use crate::body::{Aborted, ResponseBody};
use crate::invocation::{Invocation, Outcome, Refusal, Reply, StreamPart};
use crate::lambda::Lambda;
use crate::report::Report;
use crate::server::Answer;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hyper::Response;
use hyper::header::CONTENT_TYPE;
use serde::Serialize;
use tokio::sync::{mpsc, oneshot};

/// Invokes the function, and answers when its reply begins or the invocation is refused. The invocation runs to its end even if the
/// client disconnects.
pub(super) async fn respond(lambda: &Lambda, invocation: Invocation) -> Result<Answer, ApiError> {
    let (answering, answered) = oneshot::channel();
    tokio::spawn(deliver(lambda.clone(), invocation, answering));
    answered
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
    let payload = invocation.payload.clone();
    let (invocation, mut parts) = invocation.with_listener();
    let mut invoking = Box::pin(lambda.invoke(invocation));
    let mut reply = Sending {
        answering: Some(answering),
        body: None,
    };
    let outcome = loop {
        tokio::select! {
            biased;
            Some(part) = parts.recv() => reply.part(part).await,
            outcome = &mut invoking => break outcome,
        }
    };
    while let Ok(part) = parts.try_recv() {
        reply.part(part).await;
    }
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(refusal) => return reply.refuse(refusal),
    };
    lambda.report(&Report::of_invoke(&outcome, &payload));
    if let Ok(Reply::Buffered(whole)) = &outcome.result {
        reply.part(StreamPart::Data(whole.clone())).await;
    }
    reply.complete(&outcome, wants_log_tail).await;
}

/// A reply on its way to the client. Sending fails if the client is gone, and then does not matter.
struct Sending {
    /// The receiver of the response, until the response begins.
    answering: Option<oneshot::Sender<Result<Answer, Refusal>>>,
    body: Option<mpsc::Sender<Result<Bytes, Aborted>>>,
}

impl Sending {
    async fn part(&mut self, part: StreamPart) {
        match part {
            StreamPart::Begun(_) => {
                self.body();
            }
            StreamPart::Data(data) => {
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
        // Strings cannot fail to serialise.
        let complete = serde_json::to_vec(&complete).unwrap_or_default();
        let complete = event("InvokeComplete", "application/json", &complete);
        let _ = self.body().send(Ok(complete)).await;
    }

    fn refuse(mut self, refusal: Refusal) {
        if let Some(answering) = self.answering.take() {
            let _ = answering.send(Err(refusal));
        }
    }

    /// Returns the sender of messages. The first call begins the response.
    fn body(&mut self) -> &mpsc::Sender<Result<Bytes, Aborted>> {
        let answering = self.answering.take();
        self.body.get_or_insert_with(|| {
            let (body, streamed) = ResponseBody::streamed();
            let mut answer = Response::new(streamed);
            let content_type = "application/vnd.amazon.eventstream";
            set_header(&mut answer, CONTENT_TYPE.as_str(), content_type);
            set_header(&mut answer, "x-amz-executed-version", "$LATEST");
            if let Some(answering) = answering {
                let _ = answering.send(Ok(answer));
            }
            body
        })
    }
}
