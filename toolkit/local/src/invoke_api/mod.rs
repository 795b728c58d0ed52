//! The Invoke API: `POST /2015-03-31/functions/{FunctionName}/invocations`, and for streamed replies
//! `POST /2021-11-15/functions/{FunctionName}/response-streaming-invocations`.
//!
//! Source: Lambda API reference, "`Invoke`" and "`InvokeWithResponseStream`", and the service model in botocore. The messages are
//! Lambda's.

mod error;
mod event_stream;
mod request;
mod streaming;
mod target;

pub(crate) use target::{Target, of as target};

use crate::access::Denied;
use crate::body::{Collected, ResponseBody, collect};
use crate::console;
use crate::identity;
use crate::invocation::{Invocation, Outcome};
use crate::lambda::Lambda;
use crate::limits;
use crate::report::Report;
use crate::server::Answer;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use error::{ApiError, set_header};
use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use hyper::{Request, Response, StatusCode};
use request::{Kind, Settings};

/// Answers a call of `Invoke` or `InvokeWithResponseStream`.
pub(crate) async fn respond(lambda: &Lambda, target: Target, request: Request<Incoming>) -> Answer {
    let request_id = identity::request_id();
    let mut answer = match invoke(lambda, &target, request, &request_id).await {
        Ok(answer) => answer,
        Err(error) => {
            console::line(format_args!("invoke {} {error}", error.status()));
            error.into_answer()
        }
    };
    set_header(&mut answer, "x-amzn-requestid", &request_id);
    answer
}

/// Answers a call of somebody else.
pub(crate) fn denied(denied: &Denied) -> Answer {
    let mut answer = ApiError::access_denied(denied.to_string()).into_answer();
    set_header(&mut answer, "x-amzn-requestid", &identity::request_id());
    answer
}

async fn invoke(
    lambda: &Lambda,
    target: &Target,
    request: Request<Incoming>,
    request_id: &str,
) -> Result<Answer, ApiError> {
    let arn = target.check(lambda.function())?;
    let (parts, body) = request.into_parts();
    let settings = Settings::of(&parts.headers)?;
    if target.streams && settings.kind == Kind::Event {
        return Err(ApiError::invalid_parameter(
            "X-Amz-Invocation-Type is `Event`; InvokeWithResponseStream takes RequestResponse or DryRun",
        ));
    }
    let payload = read(body, settings.kind).await?;
    let invocation = Invocation {
        request_id: request_id.to_owned(),
        invoked_arn: Some(arn),
        client_context: settings.client_context,
        trace_id: settings.trace_id.unwrap_or_else(identity::trace_header),
        wants_log_tail: settings.wants_log_tail,
        ..Invocation::new(payload)
    };
    match settings.kind {
        Kind::DryRun => Ok(empty(StatusCode::NO_CONTENT)),
        Kind::Event => {
            // As in Lambda, the outcome is only in the log.
            lambda.accept(invocation)?;
            Ok(empty(StatusCode::ACCEPTED))
        }
        Kind::RequestResponse if target.streams => {
            Ok(streaming::respond(lambda, invocation).await?)
        }
        Kind::RequestResponse => Ok(to(&run(lambda, invocation).await?, settings.wants_log_tail)),
    }
}

async fn run(lambda: &Lambda, invocation: Invocation) -> Result<Outcome, ApiError> {
    let payload = invocation.payload.clone();
    let outcome = lambda.invoke(invocation).await?;
    lambda.report(&Report::of_invoke(&outcome, &payload));
    Ok(outcome)
}

async fn read(body: Incoming, kind: Kind) -> Result<Bytes, ApiError> {
    let limit = match kind {
        Kind::RequestResponse | Kind::DryRun => limits::REQUEST,
        Kind::Event => limits::ASYNCHRONOUS_REQUEST,
    };
    let payload = match collect(body, limit).await {
        Ok(Collected::Whole(payload)) => payload,
        Ok(Collected::TooLarge) => return Err(ApiError::too_large(limit)),
        Err(_) => return Err(ApiError::invalid_content("Could not read the request body")),
    };
    if payload.is_empty() {
        return Ok(Bytes::from_static(b"{}"));
    }
    crate::json::check(&payload).map_err(|reason| {
        ApiError::invalid_content(format!("Could not parse request body into json: {reason}"))
    })?;
    Ok(payload)
}

fn to(outcome: &Outcome, wants_log_tail: bool) -> Answer {
    let payload = match &outcome.result {
        Ok(reply) => reply.bytes(),
        Err(error) => &error.document,
    };
    let mut answer = Response::new(ResponseBody::buffered(payload.clone()));
    set_header(&mut answer, CONTENT_TYPE.as_str(), "application/json");
    set_header(&mut answer, "x-amz-executed-version", "$LATEST");
    if outcome.result.is_err() {
        set_header(&mut answer, "x-amz-function-error", "Unhandled");
    }
    if wants_log_tail {
        set_header(
            &mut answer,
            "x-amz-log-result",
            &STANDARD.encode(&outcome.log_tail),
        );
    }
    answer
}

fn empty(status: StatusCode) -> Answer {
    let mut answer = Response::new(ResponseBody::buffered(Bytes::new()));
    *answer.status_mut() = status;
    answer
}
