//! Posts the response to a trigger that streams, chunk by chunk, under the guard and the watchdog.

use std::future::{Future, poll_fn};
use std::io;
use std::pin::pin;
use std::task::Poll;

use http::StatusCode;

use super::LARGEST_STREAM;
use super::post::{self, Answered, Post};
use crate::error::{Error, FunctionError};
use crate::event::{DELIMITER, Trigger, prelude};
use crate::gateway::parts::{Completion, InvocationContext, StreamSide};
use crate::guard::interruption::Phase;
use crate::guard::watchdog::FallbackReply;
use crate::handler::reply::{Problem, Response, ResponseBody};
use crate::platform::log;
use crate::platform::runtime_api::client::Connection;
use crate::platform::runtime_api::{self, Service};
use crate::platform::threads::{Boxed, Slot};
use crate::table::CorsOfRequest;

pub(crate) struct Streams;

impl StreamSide for Streams {
    fn set_fallback(
        &self,
        invocation: &InvocationContext<'_>,
        trigger: Trigger,
        cors: Option<CorsOfRequest>,
    ) {
        let (request_id, invocation_id) = invocation.ids();
        let (request_id, invocation_id) = (request_id.to_owned(), invocation_id.map(str::to_owned));
        let deadline = invocation.deadline();
        invocation.watch().answer_with(Box::new(move |_| {
            let sent = Service::of_environment().and_then(|service| {
                let head = post::head(&service, &request_id, invocation_id.as_deref());
                let mut response = Problem::new(StatusCode::GATEWAY_TIMEOUT).into_response();
                if let Some(cors) = &cors {
                    cors.decorate(&mut response.headers);
                }
                let request = whole(&head, trigger, &response);
                let limit = deadline.remaining().max(runtime_api::SHORTEST);
                runtime_api::send(&request, &service, limit)
            });
            Some(FallbackReply::Posted(sent))
        }));
    }

    fn post<'a>(
        &self,
        invocation: &'a InvocationContext<'a>,
        trigger: Trigger,
        response: Response,
    ) -> Boxed<'a, Result<Completion, FunctionError>> {
        Box::pin(async move {
            post(invocation, trigger, response).await?;
            Ok(Completion::Posted)
        })
    }
}

/// Returns a whole request with a text response.
fn whole(head: &str, trigger: Trigger, response: &Response) -> Vec<u8> {
    let prelude = prelude(trigger, response);
    let body = match &response.body {
        ResponseBody::Text(text) => text.as_bytes(),
        _ => &[],
    };
    let mut request = head.as_bytes().to_vec();
    for chunk in [&prelude, DELIMITER, body] {
        if !chunk.is_empty() {
            request.extend_from_slice(post::before_chunk(chunk.len()).as_bytes());
            request.extend_from_slice(chunk);
            request.extend_from_slice(post::AFTER_CHUNK);
        }
    }
    request.extend_from_slice(post::END);
    request
}

/// The reason why a response is incomplete.
enum Stop {
    /// The stream yielded an error.
    Failed(Error),
    TooLarge,
    /// The connection broke.
    Broken(io::Error),
    /// The service answered early that it does not want the response, or closed the connection. The reason says which.
    Refused(String),
}

/// Ends a response that is complete, and gives the connection back.
async fn end(
    invocation: &InvocationContext<'_>,
    mut post: Post,
    answered: impl Future<Output = io::Result<Answered>>,
) {
    invocation.watch().write_record(None);
    log::finish_trace();
    let ending = async {
        post.end().await?;
        answered.await
    };
    let why = match in_time(invocation, ending).await {
        Ok(Answered::Accepted(rest)) => {
            if let Some(slot) = invocation.raw.connection {
                slot.set(rest.connection(post));
            }
            return;
        }
        Ok(Answered::Refused(refusal)) => refusal.to_string(),
        Err(error) => error.to_string(),
    };
    let message = format!("the Runtime API did not accept the response: {why}");
    log::error(invocation.context(), "Runtime.StreamError", &message);
}

async fn post(
    invocation: &InvocationContext<'_>,
    trigger: Trigger,
    response: Response,
) -> Result<(), FunctionError> {
    let unreachable = |error: io::Error| {
        FunctionError::new(
            "Runtime.StreamError",
            format!("could not connect to the Runtime API: {error}"),
        )
    };
    let service = Service::of_environment().map_err(unreachable)?;
    let lent = invocation.raw.connection.and_then(Slot::take);
    let connection = match lent {
        Some(connection) => connection,
        None => Connection::open(&service).await.map_err(unreachable)?,
    };
    let (mut post, answer, breaker) = post::on(*connection).map_err(unreachable)?;
    let deadline = invocation.deadline();
    let fallback = move |error: &FunctionError| {
        breaker.break_off(error, deadline.remaining().max(runtime_api::SHORTEST));
        Some(FallbackReply::BrokenOff)
    };
    if !invocation.watch().answer_with(Box::new(fallback)) {
        // Too late: the watchdog is answering.
        let message = "the watchdog has already answered the invocation";
        return Err(FunctionError::new("DeadlineExceeded", message));
    }
    let (request_id, invocation_id) = invocation.ids();
    let head = post::head(&service, request_id, invocation_id);
    let prelude = prelude(trigger, &response);
    let mut answer = pin!(answer.wait());
    let mut early = None;
    let sending = async {
        let sending = send(&mut post, &head, &prelude, response.body);
        let mut sending = pin!(sending);
        // A service that refuses the response before it has the whole reads no more of it. `cargo lambda watch` accepts it early.
        poll_fn(|context| {
            let sent = sending.as_mut().poll(context);
            if sent.is_pending()
                && early.is_none()
                && let Poll::Ready(answered) = answer.as_mut().poll(context)
            {
                match answered {
                    Ok(Answered::Refused(refusal)) => {
                        return Poll::Ready(Err(Stop::Refused(refusal.to_string())));
                    }
                    Err(error) => return Poll::Ready(Err(Stop::Refused(error.to_string()))),
                    Ok(accepted) => early = Some(accepted),
                }
            }
            sent
        })
        .await
    };
    let ended = invocation.guarded(Phase::Streaming, sending).await;
    let answered = async {
        match early {
            Some(accepted) => Ok(accepted),
            None => answer.await,
        }
    };
    let error = match ended {
        Ok(Ok(())) => {
            end(invocation, post, answered).await;
            return Ok(());
        }
        Ok(Err(Stop::Broken(error))) => {
            // The service may have answered with a reason.
            let reason = match in_time(invocation, answered).await {
                Ok(Answered::Refused(refusal)) => refusal.to_string(),
                _ => error.to_string(),
            };
            dropped(invocation, &post, &reason);
            return Ok(());
        }
        Ok(Err(Stop::Refused(reason))) => {
            dropped(invocation, &post, &reason);
            return Ok(());
        }
        Ok(Err(Stop::Failed(error))) => FunctionError::from(error),
        Ok(Err(Stop::TooLarge)) => FunctionError::new(
            "ResponseTooLarge",
            format!("the streamed response exceeds Lambda's limit of {LARGEST_STREAM} bytes"),
        ),
        Err(interruption) => interruption.into_function_error(),
    };
    invocation.watch().write_record(Some(&error.error_type));
    let (sent, message) = (post.sent, error.log_message());
    log::error(
        invocation.context(),
        &error.error_type,
        &format!("{message}; the response was aborted after {sent} bytes"),
    );
    log::finish_trace();
    // Until the service has read the end, it considers the invocation running and sends no other event. Its answer does not matter.
    let _ = in_time(invocation, async {
        post.break_off(&error).await?;
        answered.await.map(drop)
    })
    .await;
    Ok(())
}

/// Sends the response without its end.
async fn send(post: &mut Post, head: &str, prelude: &[u8], body: ResponseBody) -> Result<(), Stop> {
    post.begin(head, prelude).await.map_err(Stop::Broken)?;
    match body {
        ResponseBody::Empty => Ok(()),
        ResponseBody::Text(text) => send_chunk(post, text.as_bytes()).await,
        ResponseBody::Bytes(bytes) => send_chunk(post, &bytes).await,
        ResponseBody::Stream(mut stream) => {
            while let Some(chunk) = stream.chunk().await {
                send_chunk(post, &chunk.map_err(Stop::Failed)?).await?;
            }
            Ok(())
        }
    }
}

async fn send_chunk(post: &mut Post, chunk: &[u8]) -> Result<(), Stop> {
    if post.sent + chunk.len() as u64 > LARGEST_STREAM {
        return Err(Stop::TooLarge);
    }
    post.chunk(chunk).await.map_err(Stop::Broken)
}

/// Waits for the service until the watchdog would answer.
async fn in_time<T>(
    invocation: &InvocationContext<'_>,
    ending: impl Future<Output = io::Result<T>>,
) -> io::Result<T> {
    let hard_timeout = invocation.deadline().hard_timeout_at().into();
    let ended = tokio::time::timeout_at(hard_timeout, ending).await;
    ended.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// Logs that the service does not read the rest of the response.
fn dropped(invocation: &InvocationContext<'_>, post: &Post, reason: &str) {
    let sent = post.sent;
    log::error(
        invocation.context(),
        "Runtime.StreamError",
        &format!(
            "the Runtime API stopped reading the response after {sent} bytes: {reason}; the rest was dropped"
        ),
    );
}
