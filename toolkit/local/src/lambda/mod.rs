//! The service behind every door: takes an invocation, finds or starts an environment, returns the outcome.

mod options;
mod pool;
mod shared;

pub use options::Options;

use crate::environment::{
    Common, Ended, Environment, InitFailure, Initialised, Initialization, exited, timed_out,
};
use crate::function::Function;
use crate::invocation::{FunctionError, Invocation, Outcome, Start};
use crate::limits;
use crate::report::Report;
use bytes::Bytes;
use pool::{Lease, Pool};
use shared::Shared;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::Instant;

/// A function with its execution environments. Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct Lambda(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    common: Arc<Common>,
    pool: Pool,
    /// Where environments take several invocations at a time.
    shared: Option<Shared>,
    stop: watch::Sender<bool>,
    init_limit: Duration,
    integration_limit: Duration,
    reporter: options::Reporter,
}

/// Why an invocation did not begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Every environment is busy, and there may be no more: `TooManyRequestsException`.
    TooManyRequests,
    /// A new environment broke after it was restored: `SnapStartException`.
    RestoreFailed,
    /// A new environment took too long after it was restored: `SnapStartTimeoutException`.
    RestoreTimedOut,
    /// [`Lambda::stop`] was called.
    Stopped,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooManyRequests => "every execution environment is busy",
            Self::RestoreFailed => {
                "the function broke after it was restored from its snapshot: its log says why"
            }
            Self::RestoreTimedOut => {
                "the function asked for no event in the 10 seconds after it was restored from its snapshot: let what runs then \
                 start with a request that needs it"
            }
            Self::Stopped => "the service is being stopped",
        })
    }
}

impl std::error::Error for Refusal {}

impl Lambda {
    /// A function without environments: the first invocation starts one. Fails when there is no executable to run,
    /// because [`Options::program`] was not given and the current one is unknown.
    pub fn new(function: Function, options: Options) -> io::Result<Self> {
        let options = options.resolve(function.timeout)?;
        let (stop, stopped) = watch::channel(false);
        let takes_several = function.concurrency > 1;
        let shared = takes_several.then(|| Shared::new(function.concurrency));
        let init_limit = if takes_several {
            options
                .init_limit
                .max(limits::MANAGED_INIT)
                .max(function.timeout)
        } else {
            options.init_limit
        };
        let common = Common {
            function,
            program: options.program,
            initialization: options.initialization,
            stop: stopped,
        };
        Ok(Self(Arc::new(Inner {
            common: Arc::new(common),
            pool: Pool::new(options.max_environments),
            shared,
            stop,
            init_limit,
            integration_limit: options.integration_limit,
            reporter: options.reporter,
        })))
    }

    /// The function that is served.
    pub fn function(&self) -> &Function {
        &self.0.common.function
    }

    /// Runs one invocation to its end, whether or not the caller stays to hear of it.
    pub async fn invoke(&self, invocation: Invocation) -> Result<Outcome, Refusal> {
        let lambda = self.clone();
        let invocation = Arc::new(invocation);
        let run = tokio::spawn(async move {
            match &lambda.0.shared {
                Some(shared) => lambda.run_beside_others(shared, invocation).await,
                None => lambda.run(invocation).await,
            }
        });
        // The task is never aborted; it can only be missed when the whole runtime ends.
        run.await.unwrap_or(Err(Refusal::Stopped))
    }

    /// Kills every environment and waits until all are reaped, at most five seconds. Running invocations are refused.
    pub async fn stop(&self) {
        self.0.stop.send_replace(true);
        // Every environment holds a permit until it is reaped. A kill that takes longer than this is stuck in the kernel.
        let _ = tokio::time::timeout(Duration::from_secs(5), self.0.pool.all_gone()).await;
    }

    /// How long a gateway waits for a reply.
    pub(crate) fn integration_limit(&self) -> Duration {
        self.0.integration_limit
    }

    pub(crate) fn report(&self, report: &Report) {
        self.0.reporter.tell(report);
    }

    async fn run(&self, invocation: Arc<Invocation>) -> Result<Outcome, Refusal> {
        loop {
            self.refuse_if_stopped()?;
            let (environment, start, until) = match self.0.pool.lease().await? {
                Lease::Warm(environment) => {
                    (environment, Start::Warm, Instant::now() + self.timeout())
                }
                Lease::Cold(permit) => match self.start(permit).await {
                    Ok(Started {
                        environment,
                        start,
                        until,
                    }) => (environment, start, until),
                    Err((init, failure)) => {
                        let error = failed_init(failure, &invocation.request_id, self.timeout())?;
                        return Ok(never_ran(&invocation, error, init));
                    }
                },
            };
            // An environment whose process ended while it was idle is found out here, and is no fault of the invocation.
            let Some(ended) = environment.invoke(Arc::clone(&invocation), until).await else {
                continue;
            };
            self.settle(environment);
            return Ok(outcome(&invocation, ended, start));
        }
    }

    /// Runs an invocation in the environment that takes several at a time.
    async fn run_beside_others(
        &self,
        shared: &Shared,
        invocation: Arc<Invocation>,
    ) -> Result<Outcome, Refusal> {
        let _place = shared.place()?;
        loop {
            self.refuse_if_stopped()?;
            let mut there = shared.environment.lock().await;
            let (environment, start, until) = match there.clone().filter(shared::is_there) {
                Some(environment) => (environment, Start::Warm, Instant::now() + self.timeout()),
                None => match self.start(self.0.pool.permit().await?).await {
                    Ok(started) => {
                        let environment = Arc::new(started.environment);
                        *there = Some(Arc::clone(&environment));
                        (environment, started.start, started.until)
                    }
                    Err((init, failure)) => {
                        let error = failed_init(failure, &invocation.request_id, self.timeout())?;
                        return Ok(never_ran(&invocation, error, init));
                    }
                },
            };
            drop(there);
            // As above; one that ends while nobody had asked for the invocation is found out here too.
            let Some(ended) = environment.invoke(Arc::clone(&invocation), until).await else {
                continue;
            };
            return Ok(outcome(&invocation, ended, start));
        }
    }

    /// Starts an environment. An INIT that fails, or takes longer than it may, is tried once more as part of the
    /// invocation, within its timeout: the service's "suppressed init".
    async fn start(
        &self,
        permit: OwnedSemaphorePermit,
    ) -> Result<Started, (Duration, InitFailure)> {
        let permit = Arc::new(permit);
        let since = Instant::now();
        let init =
            |limit| Environment::start(Arc::clone(&self.0.common), Arc::clone(&permit), limit);
        match init(self.0.init_limit).await {
            Ok((environment, initialised)) => {
                return Ok(Started {
                    environment,
                    start: initialised.start(since.elapsed()),
                    until: Instant::now() + self.timeout(),
                });
            }
            // A snapshot is made when there is no invocation yet that could wait for another INIT.
            Err(failure) if self.0.common.initialization == Initialization::SnapStart => {
                return Err((since.elapsed(), failure));
            }
            Err(_) => {}
        }
        let until = Instant::now() + self.timeout();
        match init(self.timeout()).await {
            Ok((environment, initialised)) => Ok(Started {
                environment,
                start: initialised.start(since.elapsed()),
                until,
            }),
            Err(failure) => Err((since.elapsed(), failure)),
        }
    }

    /// Gives the environment back once its runtime asks for the next event.
    fn settle(&self, mut environment: Environment) {
        let settling = self.0.pool.settling();
        let lambda = self.clone();
        tokio::spawn(async move {
            environment.settled().await;
            lambda.0.pool.give_back(environment);
            drop(settling);
        });
    }

    fn refuse_if_stopped(&self) -> Result<(), Refusal> {
        if *self.0.stop.borrow() {
            Err(Refusal::Stopped)
        } else {
            Ok(())
        }
    }

    fn timeout(&self) -> Duration {
        self.0.common.function.timeout
    }
}

struct Started {
    environment: Environment,
    start: Start,
    until: Instant,
}

impl Initialised {
    /// The start of an environment that took this long in all.
    fn start(&self, took: Duration) -> Start {
        match self.restore {
            None => Start::Cold(took),
            Some(restore) => Start::Restored {
                init: took.saturating_sub(restore),
                restore,
            },
        }
    }
}

/// The error that the invocation ends with, or why it cannot begin.
fn failed_init(
    failure: InitFailure,
    request_id: &str,
    timeout: Duration,
) -> Result<FunctionError, Refusal> {
    Ok(match failure {
        InitFailure::Posted(error) => error,
        InitFailure::Exited(reason) => exited(request_id, &reason),
        InitFailure::TimedOut => timed_out(request_id, timeout),
        InitFailure::NotStarted(error) => FunctionError::new(
            "Runtime.InvalidEntrypoint",
            &format!("RequestId: {request_id} Error: the function could not be started: {error}"),
        ),
        InitFailure::RestoreFailed => return Err(Refusal::RestoreFailed),
        InitFailure::RestoreTimedOut => return Err(Refusal::RestoreTimedOut),
        InitFailure::Stopped => return Err(Refusal::Stopped),
    })
}

fn never_ran(invocation: &Invocation, error: FunctionError, init: Duration) -> Outcome {
    let ended = Ended {
        result: Err(error),
        duration: Duration::ZERO,
        peak_memory: None,
        log_tail: Bytes::new(),
    };
    outcome(invocation, ended, Start::Cold(init))
}

fn outcome(invocation: &Invocation, ended: Ended, start: Start) -> Outcome {
    let Ended {
        result,
        duration,
        peak_memory,
        log_tail,
    } = ended;
    Outcome {
        request_id: invocation.request_id.clone(),
        result,
        duration,
        start,
        peak_memory,
        log_tail,
    }
}
