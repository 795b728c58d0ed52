//! Runs invocations: finds or starts an environment, and returns the outcome.

mod accepted;
mod build;
mod options;
mod pool;

pub use options::Options;

use crate::environment::{
    Common, Completion, Environment, InitFailure, Initialised, Initialization, Phase,
};
use crate::function::Function;
use crate::http_trigger::Trigger;
use crate::invocation::{FunctionError, Invocation, Outcome, Refusal, Start};
use crate::limits;
use crate::report::Report;
use accepted::AcceptedInvocations;
use build::Build;
use bytes::Bytes;
use pool::{Built, Lease, Pool, SharedEnvironment};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;

/// A function with its execution environments. Clones are cheap and share the environments.
#[derive(Clone, Debug)]
pub struct Lambda(Arc<Inner>);

/// The permission to run one invocation. Dropping it lets the next one run.
#[derive(Debug)]
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
}

#[derive(Debug)]
struct Inner {
    common: Arc<Common>,
    build: Build,
    /// One permit for each invocation that may run at a time. Further invocations wait in the order of their arrival.
    places: Arc<Semaphore>,
    accepted: AcceptedInvocations,
    pool: Pool,
    /// Set if an environment runs several invocations at a time.
    shared: Option<SharedEnvironment>,
    stop: watch::Sender<bool>,
    init_limit: Duration,
    trigger: Trigger,
    integration_limit: Option<Duration>,
    reporter: options::Reporter,
}

impl Lambda {
    /// Creates a function without environments. The first invocation starts one. Fails if [`Options::program`] is not set and the path
    /// of the current executable is unknown.
    pub fn new(function: Function, options: Options) -> io::Result<Self> {
        let options = options.resolve(function.timeout)?;
        let (stop, stopped) = watch::channel(false);
        let is_concurrent = function.concurrency > 1;
        let shared = is_concurrent.then(SharedEnvironment::default);
        let environments = options
            .max_environments
            .unwrap_or(options::DEFAULT_ENVIRONMENTS);
        let places = if is_concurrent {
            let most = options.max_environments;
            most.unwrap_or(options::MOST_ENVIRONMENTS)
                .min(function.concurrency)
        } else {
            environments
        };
        let init_limit = if is_concurrent {
            options
                .init_limit
                .max(limits::MANAGED_INIT)
                .max(function.timeout)
        } else {
            options.init_limit
        };
        let trigger = options
            .trigger
            .unwrap_or_else(|| Trigger::default_of(function.streams));
        let common = Common {
            function,
            program: options.program,
            initialization: options.initialization,
            stop: stopped,
        };
        Ok(Self(Arc::new(Inner {
            build: Build::new(common.program.path.clone()),
            places: Arc::new(Semaphore::new(places as usize)),
            accepted: AcceptedInvocations::new(),
            common: Arc::new(common),
            pool: Pool::new(environments),
            shared,
            stop,
            init_limit,
            integration_limit: options.integration_limit.or(trigger.waits()),
            trigger,
            reporter: options.reporter,
        })))
    }

    /// Returns the function.
    pub fn function(&self) -> &Function {
        &self.0.common.function
    }

    /// Runs one invocation. If as many run as [`Options::max_environments`] allows, it waits for the end of one. It runs to its end even
    /// if the returned future is dropped.
    pub async fn invoke(&self, invocation: Invocation) -> Result<Outcome, Refusal> {
        let lambda = self.clone();
        let run = tokio::spawn(async move {
            let place = lambda.place().await?;
            lambda.invoke_at(place, invocation).await
        });
        // The task is never aborted. It fails only if the whole Tokio runtime ends.
        run.await.unwrap_or(Err(Refusal::Stopped))
    }

    /// Runs an asynchronous invocation: the caller is told that it is accepted, and the outcome is reported.
    pub(crate) fn accept(&self, invocation: Invocation) -> Result<(), Refusal> {
        self.refuse_if_stopped()?;
        let lambda = self.clone();
        let accepted = self.0.accepted.accept(&invocation.request_id);
        let payload = invocation.payload.clone();
        tokio::spawn(async move {
            match lambda.invoke(invocation).await {
                Ok(outcome) => {
                    lambda.report(&Report::of_invoke(&outcome, &payload));
                    accepted.end();
                }
                Err(Refusal::Stopped) => drop(accepted),
                Err(refusal) => accepted.fail(&refusal),
            }
        });
        Ok(())
    }

    /// Waits until one more invocation may run.
    pub(crate) async fn place(&self) -> Result<Place, Refusal> {
        let permit = Arc::clone(&self.0.places).acquire_owned();
        // The semaphore is never closed.
        self.unless_stopped(async {
            match permit.await {
                Ok(permit) => Ok(Place { _permit: permit }),
                Err(_) => Err(Refusal::Stopped),
            }
        })
        .await
    }

    async fn unless_stopped<T>(
        &self,
        waiting: impl Future<Output = Result<T, Refusal>>,
    ) -> Result<T, Refusal> {
        let mut stopped = self.0.common.stop.clone();
        tokio::select! {
            biased;
            _ = stopped.wait_for(|stop| *stop) => Err(Refusal::Stopped),
            result = waiting => result,
        }
    }

    /// Runs one invocation. It runs to its end even if the returned future is dropped.
    pub(crate) async fn invoke_at(
        &self,
        place: Place,
        invocation: Invocation,
    ) -> Result<Outcome, Refusal> {
        let lambda = self.clone();
        let invocation = Arc::new(invocation);
        let run = tokio::spawn(async move {
            let outcome = match &lambda.0.shared {
                Some(shared) => lambda.run_concurrently(shared, invocation).await,
                None => lambda.run(invocation).await,
            };
            drop(place);
            outcome
        });
        // The task is never aborted. It fails only if the whole Tokio runtime ends.
        run.await.unwrap_or(Err(Refusal::Stopped))
    }

    /// Kills every environment and waits until all are reaped, for at most five seconds. Waiting and running invocations are refused, and
    /// asynchronous ones among them are told as dropped on standard error.
    pub async fn stop(&self) {
        self.0.stop.send_replace(true);
        // Every environment holds a permit until it is reaped. A longer kill is stuck in the kernel.
        let all_gone = async { tokio::join!(self.0.pool.all_gone(), self.0.accepted.all_ended()) };
        let _ = tokio::time::timeout(Duration::from_secs(5), all_gone).await;
    }

    /// Returns the HTTP trigger.
    pub fn trigger(&self) -> &Trigger {
        &self.0.trigger
    }

    /// Returns the integration timeout of the HTTP trigger.
    pub(crate) fn integration_limit(&self) -> Option<Duration> {
        self.0.integration_limit
    }

    pub(crate) fn report(&self, report: &Report) {
        self.0.reporter.tell(report);
    }

    async fn run(&self, invocation: Arc<Invocation>) -> Result<Outcome, Refusal> {
        // Once only: the interpreter of a script can be what is missing.
        let mut has_waited = false;
        loop {
            self.refuse_if_stopped()?;
            let build = self.0.build.current().await;
            let lease = self.unless_stopped(self.0.pool.lease(build)).await?;
            let (built, start, until) = match lease {
                Lease::Warm(built) => (built, Start::Warm, Instant::now() + self.timeout()),
                Lease::Cold(permit) => match self.start(permit).await {
                    Ok(Started {
                        environment,
                        start,
                        until,
                    }) => (Built { environment, build }, start, until),
                    // The executable may have been half a file.
                    Err(_) if self.0.build.current().await != build => continue,
                    Err((_, InitFailure::NotStarted(error)))
                        if !has_waited && self.0.build.is_back(&error).await =>
                    {
                        has_waited = true;
                        continue;
                    }
                    Err((init, failure)) => {
                        let error = failed_init(failure, &invocation.request_id, self.timeout())?;
                        return Ok(never_ran(&invocation, error, init));
                    }
                },
            };
            // The wait was long enough for another build, or the environment was started from one of two builds.
            if self.0.build.current().await != built.build {
                continue;
            }
            let Built { environment, build } = built;
            // If the process ended while it was idle, the invocation gets another environment.
            let Some(completion) = environment.invoke(Arc::clone(&invocation), until).await else {
                continue;
            };
            self.settle(environment, build);
            return Ok(outcome(&invocation, completion, start));
        }
    }

    /// Runs an invocation in the environment that runs several at a time.
    async fn run_concurrently(
        &self,
        shared: &SharedEnvironment,
        invocation: Arc<Invocation>,
    ) -> Result<Outcome, Refusal> {
        let mut has_waited = false;
        loop {
            self.refuse_if_stopped()?;
            let mut current = shared.environment.lock().await;
            let build = self.0.build.current().await;
            let usable = current
                .as_ref()
                .filter(|one| one.build == build && one.environment.phase() != Phase::Gone);
            let (environment, start, until) = if let Some(usable) = usable {
                let environment = Arc::clone(&usable.environment);
                (environment, Start::Warm, Instant::now() + self.timeout())
            } else {
                // An environment of an older build ends with its invocations.
                *current = None;
                match self
                    .start(self.unless_stopped(self.0.pool.permit()).await?)
                    .await
                {
                    Ok(started) => {
                        let environment = Arc::new(started.environment);
                        *current = Some(Built {
                            environment: Arc::clone(&environment),
                            build,
                        });
                        (environment, started.start, started.until)
                    }
                    Err(_) if self.0.build.current().await != build => continue,
                    Err((_, InitFailure::NotStarted(error)))
                        if !has_waited && self.0.build.is_back(&error).await =>
                    {
                        has_waited = true;
                        continue;
                    }
                    Err((init, failure)) => {
                        let error = failed_init(failure, &invocation.request_id, self.timeout())?;
                        return Ok(never_ran(&invocation, error, init));
                    }
                }
            };
            if start != Start::Warm && self.0.build.current().await != build {
                continue;
            }
            drop(current);
            // As above. This includes an environment that ends before it asks for the invocation.
            let Some(completion) = environment.invoke(Arc::clone(&invocation), until).await else {
                continue;
            };
            return Ok(outcome(&invocation, completion, start));
        }
    }

    /// Starts an environment. An INIT that fails or times out is retried once as part of the invocation, within its timeout. Lambda calls
    /// this "suppressed init".
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
            // Lambda takes snapshots before there is an invocation that could retry INIT.
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

    /// Gives the environment back to the pool once its runtime asks for the next event.
    fn settle(&self, mut environment: Environment, build: u64) {
        let settling = self.0.pool.settling();
        let lambda = self.clone();
        tokio::spawn(async move {
            environment.settled().await;
            lambda.0.pool.give_back(Built { environment, build });
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
    /// Returns the start of an environment that took `took` in total.
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

/// Returns the error of the invocation, or the refusal of the call.
fn failed_init(
    failure: InitFailure,
    request_id: &str,
    timeout: Duration,
) -> Result<FunctionError, Refusal> {
    Ok(match failure {
        InitFailure::Posted(error) => error,
        InitFailure::Exited(reason) => FunctionError::exited(request_id, &reason),
        InitFailure::TimedOut => FunctionError::timed_out(request_id, timeout),
        InitFailure::NotStarted(error) => FunctionError::new(
            "Runtime.InvalidEntrypoint",
            &format!("RequestId: {request_id} Error: could not start the function: {error}"),
        ),
        InitFailure::RestoreFailed => return Err(Refusal::RestoreFailed),
        InitFailure::RestoreTimedOut => return Err(Refusal::RestoreTimedOut),
        InitFailure::Stopped => return Err(Refusal::Stopped),
    })
}

fn never_ran(invocation: &Invocation, error: FunctionError, init: Duration) -> Outcome {
    let completion = Completion {
        result: Err(error),
        duration: Duration::ZERO,
        peak_memory: None,
        log_tail: Bytes::new(),
        restarted: None,
    };
    outcome(invocation, completion, Start::Cold(init))
}

fn outcome(invocation: &Invocation, completion: Completion, start: Start) -> Outcome {
    let Completion {
        result,
        duration,
        peak_memory,
        log_tail,
        restarted,
    } = completion;
    let start = match (start, restarted) {
        (Start::Warm, Some(took)) => Start::Restarted(took),
        (start, _) => start,
    };
    Outcome {
        request_id: invocation.request_id.clone(),
        result,
        duration,
        start,
        peak_memory,
        log_tail,
    }
}
