//! Collects a stream into one body, for a trigger that does not stream.

use crate::platform::context::Context;
use http::StatusCode;

use super::StreamBody;
use crate::error::Error;
use crate::event::LARGEST_REPLY;
use crate::guard::deadline::Deadline;
use crate::guard::guarded::run_guarded;
use crate::guard::interruption::Phase;
use crate::guard::watchdog::ActivityTracker;
use crate::handler::reply::{Problem, Response, ResponseBody};
use crate::platform::log;

/// The reason why there is no body.
enum Stop {
    Failed(Error),
    TooLarge,
}

/// Returns `response` with the whole stream as its body, or a problem.
pub(super) async fn collected(
    stream: StreamBody,
    response: Response,
    deadline: Deadline,
    activity: &ActivityTracker<'_>,
    context: &Context,
) -> Response {
    activity.enter(Phase::Streaming);
    let problem = match run_guarded(deadline, activity, read_all(stream)).await {
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
                "the streamed response has more than {LARGEST_REPLY} bytes, Lambda's limit for a response that is not streamed; this trigger does not stream, or is not declared to: `triggers(function_url(streaming))`"
            );
            log::error(context, "ResponseTooLarge", &message);
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR).detail("the response is too large")
        }
        Err(interruption) => {
            let problem = Problem::new(interruption.status());
            let error = interruption.into_function_error();
            log::error(context, &error.error_type, error.log_message());
            problem
        }
    };
    problem.into_response()
}

async fn read_all(mut stream: StreamBody) -> Result<Vec<u8>, Stop> {
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

/// Returns UTF-8 as text, which needs no base64. Bytes with control characters stay bytes: such a character takes six bytes in
/// JSON, and one and a third in base64.
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
