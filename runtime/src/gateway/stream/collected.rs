//! A stream at a trigger that does not stream: its chunks are put together.

use http::StatusCode;

use super::StreamBody;
use crate::error::{Error, FunctionError};
use crate::event::LARGEST_REPLY;
use crate::event::Trigger;
use crate::gateway::{Completion, InvocationContext, written};
use crate::guard::watchdog::Doing;
use crate::handler::reply::{Problem, Response, ResponseBody};
use crate::platform::log;

/// Why there is no body.
enum Stop {
    Failed(Error),
    TooLarge,
}

/// The reply to `trigger` with the whole stream as the body of `response`, or what has become of it.
pub(super) async fn answered<'a>(
    stream: StreamBody,
    response: Response,
    running: &'a InvocationContext<'a>,
    trigger: Trigger,
) -> Result<Completion, FunctionError> {
    let response = collected(stream, response, running).await;
    let reply = written(&response, trigger, running.context());
    Ok(Completion::Reply(reply))
}

async fn collected<'a>(
    stream: StreamBody,
    response: Response,
    running: &'a InvocationContext<'a>,
) -> Response {
    let context = running.context();
    let problem = match running.guarded(Doing::Streaming, all_of(stream)).await {
        Ok(Ok(bytes)) => {
            return Response {
                body: body_of(bytes),
                ..response
            };
        }
        Ok(Err(Stop::Failed(error))) => {
            log::error(context, error.error_type(), &error.to_string());
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR)
        }
        Ok(Err(Stop::TooLarge)) => {
            let message = format!(
                "the streamed response has more bytes than the {LARGEST_REPLY} that Lambda takes at once; this trigger does not stream, or is not declared to (`triggers(function_url(streaming))`)"
            );
            log::error(context, "ResponseTooLarge", &message);
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR).detail("the response is too large")
        }
        Err(interruption) => {
            let problem = Problem::new(interruption.status());
            let error = interruption.into_function_error();
            log::error(context, &error.error_type, &error.message);
            problem
        }
    };
    problem.into_response()
}

async fn all_of(mut stream: StreamBody) -> Result<Vec<u8>, Stop> {
    let mut all = Vec::new();
    while let Some(chunk) = stream.chunk().await {
        let chunk = chunk.map_err(Stop::Failed)?;
        if all.len() + chunk.len() > LARGEST_REPLY {
            return Err(Stop::TooLarge);
        }
        all.extend_from_slice(&chunk);
    }
    Ok(all)
}

/// As text, which needs no base64, if it is some. (In JSON a control character takes six bytes, in base64 one and a third.)
fn body_of(bytes: Vec<u8>) -> ResponseBody {
    let is_control = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    if bytes.iter().any(is_control) {
        return ResponseBody::Bytes(bytes.into());
    }
    match String::from_utf8(bytes) {
        Ok(text) => ResponseBody::Text(text),
        Err(error) => ResponseBody::Bytes(error.into_bytes().into()),
    }
}
