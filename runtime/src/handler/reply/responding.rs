//! The response of a handler that has ended, one way or another.

use http::StatusCode;

use super::{IntoProblem, Outcome, Problem, Refusal, Reply, Response};
use crate::guard::interruption::Interruption;
use crate::platform::context::Context;
use crate::platform::log;

/// Converts the result of a handler to a response, and logs its error. With `exposes_errors`, the client sees the reason.
pub(crate) fn response_of(
    ran: Result<Outcome, Interruption>,
    context: &Context,
    exposes_errors: bool,
) -> Response {
    let shown = |problem: Problem, reason: &str| {
        let problem = if exposes_errors {
            problem.detail(reason)
        } else {
            problem
        };
        problem.into_response()
    };
    let mut response = match ran {
        Ok(Ok(Reply::Http(response))) => response,
        // The reply function of an HTTP handler makes only responses.
        Ok(Ok(Reply::Json(json))) => {
            Response::text(StatusCode::OK, "application/json", json.get().to_owned())
        }
        // It neither reports records nor continues in another invocation.
        Ok(Ok(Reply::Records(_) | Reply::Continue(_))) => {
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
        Ok(Err(Refusal::Rejected(rejection))) => rejection.into_problem().into_response(),
        Ok(Err(Refusal::Failed(error))) => {
            log::error(context, &error.error_type, error.log_message());
            let problem = Problem::new(StatusCode::INTERNAL_SERVER_ERROR);
            shown(problem, error.log_message())
        }
        Err(interruption) => {
            let problem = Problem::new(interruption.status());
            let error = interruption.into_function_error();
            log::error(context, &error.error_type, error.log_message());
            shown(problem, error.log_message())
        }
    };
    log_error(&mut response, context, exposes_errors);
    response
}

/// Logs the error behind a response, once. With `exposes_errors`, the client sees the reason.
pub(crate) fn log_error(response: &mut Response, context: &Context, exposes_errors: bool) {
    let Some(error) = response.error.take() else {
        return;
    };
    let reason = error.to_string();
    log::error(context, error.error_type(), &reason);
    // A 5xx says nothing about its reason otherwise. Other responses are the handler's own.
    if exposes_errors && response.status().is_server_error() {
        *response = Problem::new(response.status())
            .detail(reason)
            .into_response();
    }
}
