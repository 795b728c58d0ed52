//! Waiting for the end, and the hook's half second.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process;
use std::thread;
use std::time::Duration;

use nix::sys::signal::{SigSet, Signal};

use super::Hook;
use super::extension::Registration;
use crate::error::FunctionError;
use crate::guard::deadline::Deadline;
use crate::guard::guarded::panic_message;
use crate::guard::watchdog::was_reexecuted;
use crate::platform::log;

/// From SIGTERM to SIGKILL, where the only extensions are internal ones.
/// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown>
const TIME: Duration = Duration::from_millis(500);

/// How long before the kill the hook is cut: enough for a line in the log.
const MARGIN: Duration = Duration::from_millis(50);

/// When the hook is cut.
const CUT: Duration = TIME.saturating_sub(MARGIN);

/// Has the hook run when the environment ends. It has to be called before there is any other thread: a signal that is not held back
/// on all of them ends the process.
pub(super) fn to_the_end(hook: &'static dyn Hook) {
    let mut ends = SigSet::empty();
    ends.add(Signal::SIGTERM);
    // Ctrl-C, which a terminal sends to the whole family.
    ends.add(Signal::SIGINT);
    let registration = registered();
    let waiting = ends.thread_block().map_err(io::Error::from).and_then(|()| {
        thread::Builder::new()
            .name("on_shutdown".to_owned())
            .spawn(move || {
                // Held until the end.
                let _registration = registration;
                while ends.wait().is_err() {}
                process::exit(run(hook));
            })
    });
    if let Err(why) = waiting {
        log::warning(&format!("`on_shutdown` will not run: {why}"));
    }
}

/// The registration without which Lambda announces nothing; before the first event is asked for, because with that INIT is over. A
/// new run of a process was registered by the old one.
fn registered() -> Option<Registration> {
    if was_reexecuted() {
        return None;
    }
    Registration::new()
        .map_err(|why| {
            log::warning(&format!(
                "Lambda will not announce the end, so `on_shutdown` may not run: no extension could be registered: {why}"
            ));
        })
        .ok()
}

/// Runs the hook; what the process ends with.
fn run(hook: &dyn Hook) -> i32 {
    let deadline = Deadline::arriving(TIME, Some(MARGIN));
    let cut = thread::Builder::new().spawn(move || {
        thread::sleep(CUT);
        log::error_of(
            "",
            "DeadlineExceeded",
            "`on_shutdown` was still running 450 ms after SIGTERM, and is cut: Lambda kills 50 ms later",
        );
        process::exit(1);
    });
    if let Err(why) = cut {
        log::warning(&format!("nothing will cut `on_shutdown`: {why}"));
    }
    let ran = catch_unwind(AssertUnwindSafe(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime =
            runtime.map_err(|why| FunctionError::new("RuntimeUnavailable", why.to_string()))?;
        runtime.block_on(async { hook.call(deadline).await })
    }));
    let error = match ran {
        Ok(Ok(())) => return 0,
        Ok(Err(error)) => error,
        Err(panic) => FunctionError::new("HandlerPanicked", panic_message(&*panic)),
    };
    log::error_of(
        "",
        &error.error_type,
        &format!("`on_shutdown`: {}", error.message),
    );
    1
}
