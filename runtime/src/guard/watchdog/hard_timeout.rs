//! The last line: the answer to what nothing could interrupt.

use std::io;

use serde_json::value::RawValue;

use super::{Watched, reexec};
use crate::error::FunctionError;
use crate::guard::deadline::Deadline;
use crate::guard::guarded::Interruption;
use crate::platform::log;
use crate::platform::runtime_api::{Post, document};

/// Makes what is posted in the handler's place, because of this error; `None` if it is the error.
pub(crate) type Reply = Box<dyn FnOnce(&FunctionError) -> Option<FallbackReply> + Send>;

/// What the service gets in the place of the handler's reply.
pub(crate) enum FallbackReply {
    /// This, as the reply.
    Json(Box<RawValue>),
    /// What was posted by whoever made this, and what came of it.
    Posted(io::Result<()>),
    /// Nothing more: a part of the reply has been sent, and was broken off.
    BrokenOff,
}

/// What is watched, and so has to be answered.
pub(crate) enum Target {
    /// An invocation.
    Invocation {
        /// What came in the header `Lambda-Runtime-Invocation-Id`; the answer carries it too.
        invocation_id: Option<String>,
    },
    /// INIT, with the error that it takes too long.
    Init(fn() -> FunctionError),
}

/// Answers in the handler's place, and ends its thread with the process: there is no other way to stop it.
pub(super) fn answer_and_end(watched: Watched, request_id: &str) -> ! {
    match watched.target {
        Target::Init(too_slow) => {
            let error = too_slow();
            let sent = post_init_error(&error, watched.deadline);
            log_answer("", &error, sent, AND_ENDS_IT);
            reexec::end()
        }
        Target::Invocation { .. } => {
            answer(watched, request_id, AND_ENDS_IT);
            reexec::reexec(request_id)
        }
    }
}

const AND_ENDS_IT: &str = ", and ends it with the process";

/// Answers an invocation in the handler's place. `and` says what else is done.
pub(super) fn answer(watched: Watched, request_id: &str, and: &str) {
    let Watched {
        target,
        deadline,
        step,
        reply,
        ..
    } = watched;
    let Target::Invocation { invocation_id } = target else {
        return;
    };
    let error = Interruption::overrun(step, deadline).into_function_error();
    let (kind, body) = match reply.and_then(|reply| reply(&error)) {
        Some(FallbackReply::Json(reply)) => ("response", reply.get().to_owned()),
        Some(FallbackReply::Posted(sent)) => return log_answer(request_id, &error, sent, and),
        Some(FallbackReply::BrokenOff) => {
            let outcome = format!("the watchdog broke its reply off{and}");
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

/// Only after the answer, because the thread that is held up may hold the lock of standard error.
fn log_answer(request_id: &str, error: &FunctionError, sent: io::Result<()>, and: &str) {
    let outcome = match sent {
        Ok(()) => format!("the watchdog answered in its place{and}"),
        Err(why) => format!("the watchdog could not answer in its place: {why}"),
    };
    log_outcome(request_id, error, &outcome);
}

fn log_outcome(request_id: &str, error: &FunctionError, outcome: &str) {
    let message = format!("{}; nothing could interrupt it: {outcome}", error.message);
    log::error_of(request_id, &error.error_type, &message);
}

/// Tells the service why INIT failed.
pub(crate) fn post_init_error(error: &FunctionError, deadline: Deadline) -> io::Result<()> {
    Post {
        path: "init/error",
        headers: &[("Lambda-Runtime-Function-Error-Type", "Runtime.InitError")],
        body: &document(error),
    }
    .send(deadline.remaining())
}
