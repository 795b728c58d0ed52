//! The hard timeout: the watchdog's own answer, shortly before the deadline, for code that could not be interrupted.

use std::io;
use std::time::Instant;

use super::reexec;
use super::watch::{FallbackReply, Target, Watched};
use crate::error::FunctionError;
use crate::guard::deadline::Deadline;
use crate::guard::interruption::Interruption;
use crate::platform::log;
use crate::platform::runtime_api::{Post, document};

/// Writing the trace may take one part in so many of the time that is left for the answer.
const SHARE: u32 = 8;

/// Answers in the handler's place, and then ends the process's current run: a thread cannot be stopped in any other way.
pub(super) fn answer_and_end(watched: Watched, request_id: &str) -> ! {
    match watched.target {
        Target::Init(too_slow) => {
            let error = too_slow();
            let sent = post_init_error(&error, watched.deadline);
            log_answer("", &error, sent, " and ends the process");
            reexec::exit()
        }
        Target::Invocation { .. } => {
            answer(watched, request_id, " and re-executes the binary");
            reexec::reexec(request_id)
        }
    }
}

/// Answers an invocation in the handler's place. `and` is the next step, for the log.
pub(super) fn answer(mut watched: Watched, request_id: &str, and: &str) {
    // Before the reply, after which the environment may be frozen or killed.
    if let Some(record) = watched.take_record(None, true) {
        record.write();
    }
    let Watched {
        target,
        deadline,
        activity,
        reply,
        ..
    } = watched;
    let Target::Invocation { invocation_id } = target else {
        return;
    };
    let error = Interruption::overrun(activity, deadline).into_function_error();
    let until = Instant::now() + deadline.remaining() / SHARE;
    log::fail_trace(request_id, &error.error_type, &error.message, until);
    let (kind, body) = match reply.and_then(|reply| reply(&error)) {
        Some(FallbackReply::Json(reply)) => ("response", reply.get().to_owned()),
        Some(FallbackReply::Posted(sent)) => return log_answer(request_id, &error, sent, and),
        Some(FallbackReply::BrokenOff) => {
            let outcome = format!("the watchdog aborted its reply{and}");
            return log_outcome(request_id, &error, &outcome);
        }
        None => ("error", document(&error)),
    };
    let headers: Vec<_> = invocation_id
        .iter()
        .map(|id| ("Lambda-Runtime-Invocation-Id", &**id))
        .collect();
    let post = Post {
        path: &format!("invocation/{request_id}/{kind}"),
        headers: &headers,
        body: &body,
    };
    let sent = post.send(deadline.remaining());
    log_answer(request_id, &error, sent, and);
}

/// Called after the answer only: the thread that is held up may hold the lock of standard error.
fn log_answer(request_id: &str, error: &FunctionError, sent: io::Result<()>, and: &str) {
    let outcome = match sent {
        Ok(()) => format!("the watchdog answered in its place{and}"),
        Err(why) => format!("the watchdog could not answer in its place: {why}"),
    };
    log_outcome(request_id, error, &outcome);
}

fn log_outcome(request_id: &str, error: &FunctionError, outcome: &str) {
    let message = format!("{}; it could not be interrupted: {outcome}", error.message);
    log::error_of(request_id, &error.error_type, &message);
}

/// Posts the reason for which INIT failed.
pub(crate) fn post_init_error(error: &FunctionError, deadline: Deadline) -> io::Result<()> {
    Post {
        path: "init/error",
        headers: &[("Lambda-Runtime-Function-Error-Type", "Runtime.InitError")],
        body: &document(error),
    }
    .send(deadline.remaining())
}
