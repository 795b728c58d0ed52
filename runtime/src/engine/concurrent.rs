//! Several invocations at a time in one execution environment: Lambda Managed Instances.
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html>

use std::env;
use std::future::poll_fn;
use std::io;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::thread;
use std::time::Instant;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::{JoinError, JoinSet};

use super::init::{self, Init};
use super::invocation::{Place, serve_one};
use super::patience::Patience;
use super::restore;
use super::serve::ended;
use crate::gateway::{Concurrently, Gateway};
use crate::guard::watchdog::{SharedWatchdog, Watch, was_reexecuted, yield_to_others};
use crate::lazy::cold_start::ColdStart;
use crate::platform::log;
use crate::platform::metrics::Recorder;
use crate::platform::runtime_api::Event;
use crate::platform::runtime_api::client::Client;

/// Shared by all invocations.
static SHARED_WATCHDOG: SharedWatchdog = SharedWatchdog::new();

/// Returns the number of invocations that the environment takes at a time. Managed instances set it; elsewhere a concurrent function
/// is served like any other.
pub(super) fn limit() -> Option<usize> {
    let limit = env::var("AWS_LAMBDA_MAX_CONCURRENCY").ok()?;
    limit.parse().ok().filter(|limit| *limit > 1)
}

pub(crate) struct Concurrent;

impl Concurrently for Concurrent {
    fn serve(&self, gateway: &'static Gateway, limit: usize) -> ExitCode {
        let begun = Instant::now();
        let init = Init::begun(gateway);
        let runtime = match tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads() + limit.min(MAX_IN_RESERVE))
            .enable_all()
            .build()
        {
            Ok(runtime) => runtime,
            Err(error) => return init.failed(&init::no_runtime(&error)),
        };
        if let Err(error) = gateway.read_names(None) {
            return init.failed(&error);
        }
        let abandoned = SHARED_WATCHDOG.start(runtime.handle().clone(), threads());
        let code = runtime.block_on(async {
            if !was_reexecuted()
                && let Some(starting) = gateway.initialise()
                && let Err(error) = init.run(SHARED_WATCHDOG.add_slot(), starting).await
            {
                return init.failed(&error);
            }
            init.ended(begun, true);
            if let Err(error) = restore::snapshot().await {
                return init.failed(&error);
            }
            ended(&serve_events(gateway, ColdStart::ready(begun), limit, abandoned).await)
        });
        // Threads that are blocked, or in reserve, do not keep the process.
        runtime.shutdown_background();
        code
    }
}

/// The maximum number of threads that replace blocked ones. An environment takes 64 invocations at a time by default, and each of them can
/// block a thread.
const MAX_IN_RESERVE: usize = 64;

/// Returns one thread for each processor, but at least two: while one is blocked, the other serves the remaining invocations until a
/// thread of the reserve does.
fn threads() -> usize {
    thread::available_parallelism().map_or(2, |processors| processors.get().max(2))
}

/// Serves this many events at a time until the service is gone. Returns the reason.
async fn serve_events(
    gateway: &'static Gateway,
    start: ColdStart,
    limit: usize,
    mut abandoned: UnboundedReceiver<()>,
) -> io::Error {
    let mut workers = JoinSet::new();
    for _ in 0..limit {
        workers.spawn(Worker::new(gateway, start).work());
    }
    // Places of workers that have ended.
    let mut free = Vec::new();
    loop {
        let change = poll_fn(|context| {
            if let Poll::Ready(Some(())) = abandoned.poll_recv(context) {
                return Poll::Ready(Change::Abandoned);
            }
            workers.poll_join_next(context).map(|ended| match ended {
                Some(Ok(ended)) => Change::Ended(ended),
                Some(Err(error)) => Change::Panicked(error),
                None => Change::Ended(Ended::Gone(io::Error::other("no worker is left"))),
            })
        });
        match change.await {
            Change::Ended(Ended::Gone(error)) => return error,
            Change::Ended(Ended::Replaced(worker)) => free.push(worker),
            Change::Abandoned => {
                let worker = free.pop().unwrap_or_else(|| Worker::new(gateway, start));
                workers.spawn(worker.work());
            }
            // The handler's panics are caught before. Whatever else it was, the environment keeps its number of workers.
            Change::Panicked(error) => {
                log::error_of(
                    "",
                    "Runtime.WorkerPanicked",
                    &format!("a worker panicked: {error}"),
                );
                workers.spawn(Worker::new(gateway, start).work());
            }
        }
    }
}

/// A change among the workers.
enum Change {
    /// The thread of one is blocked. Until it returns, another one asks for events in its place.
    Abandoned,
    Ended(Ended),
    Panicked(JoinError),
}

/// Why a worker has ended.
enum Ended {
    /// The service is gone.
    Gone(io::Error),
    /// Another one serves in its place.
    Replaced(Worker),
}

/// Whether no event has arrived yet. It guards no data, so relaxed ordering is enough.
static IS_COLD: AtomicBool = AtomicBool::new(true);

/// Serves one invocation at a time.
struct Worker {
    gateway: &'static Gateway,
    start: ColdStart,
    watch: &'static Watch,
    /// `None` in a function without records.
    recorder: Option<&'static Recorder>,
}

impl Worker {
    fn new(gateway: &'static Gateway, start: ColdStart) -> Self {
        let recorder = gateway
            .recording
            .map(|_| &*Box::leak(Box::new(Recorder::new())));
        Self {
            gateway,
            start,
            watch: SHARED_WATCHDOG.add_slot(),
            recorder,
        }
    }

    /// Serves until the service is gone, or the worker has been replaced.
    async fn work(self) -> Ended {
        let mut client = match Client::of_environment() {
            Ok(client) => client,
            Err(error) => return Ended::Gone(error),
        };
        let mut patience = Patience::new();
        let mut event = Event::new();
        loop {
            // A broken connection concerns this invocation alone. If the service is gone, so is it for the next request.
            let waited = match self
                .serve_next(&mut client, &mut event, &mut patience)
                .await
            {
                Ok(()) => Ok(()),
                Err(error) => {
                    client.disconnect();
                    patience.wait(error).await
                }
            };
            if let Err(error) = waited {
                return Ended::Gone(error);
            }
            if self.watch.take_abandoned() {
                return Ended::Replaced(self);
            }
        }
    }

    async fn serve_next(
        &self,
        client: &mut Client,
        event: &mut Event,
        patience: &mut Patience,
    ) -> io::Result<()> {
        client.request_event().await?;
        if let Err(refusal) = client.receive_event(event).await? {
            client.disconnect();
            return patience.wait_after(refusal).await;
        }
        *patience = Patience::new();
        yield_to_others().await;
        let place = Place {
            cold_start: IS_COLD.swap(false, Ordering::Relaxed).then_some(self.start),
            watch: self.watch,
            recorder: self.recorder,
        };
        let served = serve_one(self.gateway, client, event, place).await;
        if let Err(error) = &served {
            let message = format!("could not tell the Runtime API the result: {error}");
            log::error_of(&event.context.request_id, "Runtime.ReplyLost", &message);
        }
        served
    }
}
