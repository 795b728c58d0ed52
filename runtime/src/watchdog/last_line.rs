//! The last line: the answer to what nothing could interrupt.

use std::process;

use serde_json::value::RawValue;

use super::Watched;
use crate::deadline::Deadline;
use crate::error::FunctionError;
use crate::guard::Interruption;
use crate::log;
use crate::runtime_api::{Post, document};

/// The process ends because of an error.
const EXIT_CODE: i32 = 1;

/// Makes what is posted in the handler's place.
pub(crate) type Reply = Box<dyn FnOnce() -> Box<RawValue> + Send>;

/// What is watched, and so has to be answered.
pub(crate) enum Target {
    /// An invocation.
    Invocation {
        request_id: String,
        /// What came in the header `Lambda-Runtime-Invocation-Id`; the answer carries it too.
        invocation_id: Option<String>,
    },
    /// INIT, with the error that it takes too long.
    Init(fn() -> FunctionError),
}

/// Answers in the handler's place and ends the process: its thread cannot be stopped, and Lambda was about to end it anyway.
pub(super) fn answer_and_exit(watched: Watched) -> ! {
    let Watched {
        target,
        deadline,
        step,
        reply,
        ..
    } = watched;
    let (request_id, error, sent) = match &target {
        Target::Init(error) => {
            let error = error();
            let sent = post_init_error(&error, deadline);
            ("", error, sent)
        }
        Target::Invocation {
            request_id,
            invocation_id,
        } => {
            let error = Interruption::overrun(step, deadline).into_function_error();
            let (kind, body) = match reply {
                Some(reply) => ("response", reply().get().to_owned()),
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
            (&**request_id, error, post.send(deadline.remaining()))
        }
    };
    // After the answer: the handler's thread may hold the lock of standard error.
    let outcome = match sent {
        Ok(()) => "the watchdog answered in its place and ends the process".to_owned(),
        Err(why) => format!("the watchdog could not answer in its place: {why}"),
    };
    let message = format!("{}; nothing could interrupt it: {outcome}", error.message);
    log::error_of(request_id, &error.error_type, &message);
    process::exit(EXIT_CODE)
}

/// Tells the service why INIT failed.
pub(crate) fn post_init_error(error: &FunctionError, deadline: Deadline) -> std::io::Result<()> {
    Post {
        path: "init/error",
        headers: &[("Lambda-Runtime-Function-Error-Type", "Runtime.InitError")],
        body: &document(error),
    }
    .send(deadline.remaining())
}
