//! The INIT phase: starts modules before the first event and reports a failure.
//!
//! If INIT fails, `lambda_runtime` exits silently, and Lambda reports `Runtime.ExitError` without a reason. Lambda reports an
//! error that is posted to `/init/error`.

use std::env;
use std::future::Future;
use std::io;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use gatewright_tables::limits;

use crate::error::FunctionError;
use crate::gateway::{Gateway, RecordSide};
use crate::guard::deadline::Deadline;
use crate::guard::guarded::run_guarded;
use crate::guard::interruption::Interruption;
use crate::guard::watchdog::{ActivityTracker, Target, Watch, post_init_error};
use crate::lazy::InitError;
use crate::platform::log;

/// The time limit of INIT for on-demand functions.
const ON_DEMAND: Duration = Duration::from_secs(limits::INIT_S);

/// The minimum time limit of INIT for environments that are created in advance: provisioned concurrency, `SnapStart` and managed
/// instances. A longer timeout extends it.
const IN_ADVANCE: Duration = Duration::from_secs(limits::INIT_MANAGED_S);

/// The INIT of this process.
pub(super) struct Init {
    deadline: Deadline,
    /// Whether an invocation follows in any case.
    is_on_demand: bool,
    recording: Option<RecordSide>,
}

impl Init {
    /// Begins INIT. Lambda's clock started slightly earlier, with the process; the margin of the guard covers the difference.
    pub(super) fn begun(gateway: &Gateway) -> Self {
        let kind = env::var("AWS_LAMBDA_INITIALIZATION_TYPE");
        let is_on_demand = matches!(kind.as_deref(), Ok("on-demand") | Err(_));
        let limit = if is_on_demand {
            ON_DEMAND
        } else {
            gateway.options.timeout().max(IN_ADVANCE)
        };
        if let Some(side) = gateway.recording {
            side.begin_init(&gateway.options);
        }
        Self {
            deadline: Deadline::arriving(limit, None),
            is_on_demand,
            recording: gateway.recording,
        }
    }

    /// INIT has ended; `main` began at `begun`. In concurrent mode, its metrics belong to no invocation.
    pub(super) fn ended(&self, begun: Instant, is_concurrent: bool) {
        if let Some(side) = self.recording {
            side.end_init(begun.elapsed(), self.is_on_demand && !is_concurrent);
        }
    }

    /// Awaits the modules that start in INIT, under the guard and the watchdog, within Lambda's limit for INIT.
    pub(super) async fn run(
        &self,
        watch: &'static Watch,
        starting: impl Future<Output = Result<(), InitError>>,
    ) -> Result<(), FunctionError> {
        watch.start();
        let _armed = watch.arm(Target::Init(too_slow), "", self.deadline, true);
        match run_guarded(self.deadline, &ActivityTracker::new(watch), starting).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                let ends = |error: &dyn std::fmt::Display| {
                    format!(
                        "{error}; a module with `start = \"init\"` ends the function when it fails: fix the cause, or remove \
                         `start = \"init\"`, so that the module starts on first use and only that request fails"
                    )
                };
                let message = ends(&error);
                Err(FunctionError::new("InitFailed", message).logged(ends(&error.into_init_failed())))
            }
            Err(Interruption::Overrun { .. }) => Err(too_slow()),
            Err(Interruption::Panic(message)) => Err(FunctionError::new(
                "InitPanicked",
                "a lazy module panicked in INIT; the log has the reason",
            )
            .logged(format!(
                "a lazy module panicked in INIT: {message}; fix the cause, or return an error from `init`"
            ))),
        }
    }

    /// Reports the failure of INIT to the service and the log, and returns the exit code of the process.
    pub(super) fn failed(&self, error: &FunctionError) -> ExitCode {
        log::error_of("", &error.error_type, error.log_message());
        if let Some(side) = self.recording {
            side.end_init(Duration::ZERO, false);
        }
        if let Err(reason) = post_init_error(error, self.deadline) {
            log::warning(&format!(
                "could not post the failure of INIT to Lambda: {reason}"
            ));
        }
        ExitCode::FAILURE
    }
}

fn too_slow() -> FunctionError {
    FunctionError::new(
        "InitTimeout",
        "the modules with `start = \"init\"` did not start within Lambda's limit for INIT (10 s on demand): give the function more \
         memory, which also gives it more CPU, or remove `start = \"init\"` from slow modules, so that they start on first use within \
         the timeout of the function",
    )
}

/// Returns the error for a Tokio runtime that cannot be created.
pub(super) fn no_runtime(error: &io::Error) -> FunctionError {
    FunctionError::new(
        "RuntimeUnavailable",
        format!(
            "could not create the Tokio runtime: {error}; check for files and sockets that `main` leaves open"
        ),
    )
}
