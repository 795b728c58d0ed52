//! INIT: what starts before the first event, and how its failure is told.
//!
//! `lambda_runtime` ends in silence when something fails here, and Lambda then reports `Runtime.ExitError`, which says nothing. What
//! is posted to `/init/error` is what Lambda reports, and what the next person reads.

use std::env;
use std::future::Future;
use std::io;
use std::process::ExitCode;
use std::time::Duration;

use crate::error::FunctionError;
use crate::gateway::Options;
use crate::guard::deadline::Deadline;
use crate::guard::guarded::run_guarded;
use crate::guard::interruption::Interruption;
use crate::guard::watchdog::{ActivityTracker, Target, Watch, post_init_error};
use crate::lazy::InitError;
use crate::platform::log;

/// How long INIT may take on demand. <https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html>
const ON_DEMAND: Duration = Duration::from_secs(10);

/// How long INIT may take, at least, where environments are made in advance (provisioned concurrency, `SnapStart`, managed
/// instances); a longer timeout counts. The same page.
const IN_ADVANCE: Duration = Duration::from_secs(130);

/// The INIT of this process.
pub(super) struct Init {
    deadline: Deadline,
}

impl Init {
    /// It begins now. Lambda's clock began a little earlier, when it started the process: the guard's margin covers that.
    pub(super) fn begun(options: &Options) -> Self {
        let kind = env::var("AWS_LAMBDA_INITIALIZATION_TYPE");
        let limit = match kind.as_deref() {
            Ok("on-demand") | Err(_) => ON_DEMAND,
            Ok(_) => options.timeout().max(IN_ADVANCE),
        };
        Self {
            deadline: Deadline::arriving(limit, None),
        }
    }

    /// Awaits what starts in INIT, under the guard and the watchdog; it has the time that Lambda gives INIT.
    pub(super) async fn run(
        &self,
        watch: &'static Watch,
        starting: impl Future<Output = Result<(), InitError>>,
    ) -> Result<(), FunctionError> {
        watch.start();
        let _armed = watch.arm(Target::Init(too_slow), "", self.deadline, true);
        match run_guarded(self.deadline, &ActivityTracker::new(watch), starting).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(FunctionError::new(
                "InitFailed",
                format!(
                    "{error}; a module that is to start in INIT ends the function when it fails: correct the cause, or leave out \
                     `start = \"init\"`, so that it starts when a request first needs it, and only that request fails"
                ),
            )),
            Err(Interruption::Overrun { .. }) => Err(too_slow()),
            Err(Interruption::Panic(message)) => Err(FunctionError::new(
                "InitPanicked",
                format!(
                    "a lazy module panicked in INIT: {message}; correct the cause: an `init` can return an error"
                ),
            )),
        }
    }

    /// Tells the service, and the log, that INIT failed; returns what the process ends with.
    pub(super) fn failed(&self, error: &FunctionError) -> ExitCode {
        log::error_of("", &error.error_type, &error.message);
        if let Err(why) = post_init_error(error, self.deadline) {
            log::warning(&format!("the failure of INIT could not be posted: {why}"));
        }
        ExitCode::FAILURE
    }
}

fn too_slow() -> FunctionError {
    FunctionError::new(
        "InitTimeout",
        "what starts in INIT was not ready before Lambda's limit for INIT (10 s on demand): give the function more memory, with which \
         its share of the processor grows, or leave out `start = \"init\"` of modules that need long, so that they start when a request \
         first needs them and have the function's whole timeout",
    )
}

/// The error when the operating system refuses what the event loop needs.
pub(super) fn no_runtime(error: &io::Error) -> FunctionError {
    FunctionError::new(
        "RuntimeUnavailable",
        format!(
            "the operating system gives the event loop no queue: {error}; look for files and sockets that are left open in `main`"
        ),
    )
}
