//! The shutdown of an environment, for a function with an `#[on_shutdown]` hook.
//!
//! If an extension is registered, Lambda sends SIGTERM, and SIGKILL half a second later. Without an extension it kills the
//! process at once. A function with a hook therefore registers as an extension that subscribes to no events.
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown>
//!
//! The hook runs on a separate thread with its own Tokio runtime, while the event loop continues.

mod extension;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process;
use std::thread;
use std::time::Duration;

use nix::sys::signal::{SigSet, Signal};

use self::extension::Registration;
use crate::error::FunctionError;
use crate::guard::deadline::Deadline;
use crate::guard::guarded::panic_message;
use crate::guard::watchdog::was_reexecuted;
use crate::handler::shutdown::Hook;
use crate::platform::log;

/// The time from SIGTERM to SIGKILL, if all extensions are internal.
/// <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-shutdown>
const TIME: Duration = Duration::from_millis(500);

/// How long before SIGKILL the hook is stopped: enough for a line in the log.
const MARGIN: Duration = Duration::from_millis(50);

/// When the hook is stopped.
const LIMIT: Duration = TIME.saturating_sub(MARGIN);

/// Runs the hook when the environment ends. Must be called before any other thread starts: a signal that is not blocked on every
/// thread ends the process.
pub(super) fn listen(hook: &'static dyn Hook) {
    let mut signals = SigSet::empty();
    signals.add(Signal::SIGTERM);
    // A terminal sends Ctrl-C to the whole process group.
    signals.add(Signal::SIGINT);
    let registration = registered();
    let waiting = signals
        .thread_block()
        .map_err(io::Error::from)
        .and_then(|()| {
            thread::Builder::new()
                .name("on_shutdown".to_owned())
                .spawn(move || {
                    // Keeps the connection open until the process ends.
                    let _registration = registration;
                    while signals.wait().is_err() {}
                    process::exit(run(hook));
                })
        });
    if let Err(error) = waiting {
        log::warning(&format!("`on_shutdown` will not run: {error}"));
    }
}

/// Registers the extension without which Lambda sends no SIGTERM. Must happen before the first event is requested, because that
/// ends INIT. A re-executed process is already registered.
fn registered() -> Option<Registration> {
    if was_reexecuted() {
        return None;
    }
    Registration::new()
        .map_err(|error| {
            log::warning(&format!(
                "`on_shutdown` may not run, because Lambda sends SIGTERM only with an extension: could not register one: {error}"
            ));
        })
        .ok()
}

/// Runs the hook and returns the exit code of the process.
fn run(hook: &dyn Hook) -> i32 {
    let deadline = Deadline::arriving(TIME, Some(MARGIN));
    let stopper = thread::Builder::new().spawn(move || {
        thread::sleep(LIMIT);
        log::error_of(
            "",
            "DeadlineExceeded",
            "`on_shutdown` was still running 450 ms after SIGTERM and was stopped: Lambda kills the process 50 ms later",
        );
        process::exit(1);
    });
    if let Err(error) = stopper {
        log::warning(&format!("`on_shutdown` runs without a time limit: {error}"));
    }
    let ran = catch_unwind(AssertUnwindSafe(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime =
            runtime.map_err(|error| FunctionError::new("RuntimeUnavailable", error.to_string()))?;
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
        &format!("`on_shutdown`: {}", error.log_message()),
    );
    1
}
