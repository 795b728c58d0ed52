//! Several invocations at a time in one execution environment: Lambda Managed Instances.
//! <https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html>

use std::cell::Cell;
use std::env;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use lambda_runtime::{LambdaEvent, Runtime, service_fn};

use super::init::{self, Init};
use super::intake::{Events, IgnoredEvent, RawEvent, RawEventLayer};
use super::posted::{ReplyMode, Reported, posted};
use crate::gateway::{Completion, Concurrently, Gateway, RawInvocation, answer};
use crate::guard::watchdog::{SharedWatchdog, Watch, was_reexecuted, yield_to_others};
use crate::lazy::ResetBeforeSnapshot;
use crate::lazy::cold_start::ColdStart;
use crate::platform::log;
use crate::platform::metrics::{Recorder, collecting};

/// Shared by all invocations.
static SHARED_WATCHDOG: SharedWatchdog = SharedWatchdog::new();

/// Whether the environment takes several invocations at a time, as managed instances do. Elsewhere a concurrent function is
/// served like any other.
pub(super) fn is_enabled() -> bool {
    let limit = env::var("AWS_LAMBDA_MAX_CONCURRENCY").ok();
    // `lambda_runtime` reads the variable in the same way and polls for as many events.
    limit.is_some_and(|limit| limit.parse::<u32>().is_ok_and(|limit| limit > 1))
}

pub(crate) struct Concurrent<P>(pub(crate) P);

impl<P: ReplyMode + Sync> Concurrently for Concurrent<P> {
    fn serve(&self, gateway: &'static Gateway) -> ExitCode {
        let begun = Instant::now();
        let init = Init::begun(gateway);
        let runtime = match tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads())
            .enable_all()
            .build()
        {
            Ok(runtime) => runtime,
            Err(error) => return init.failed(&init::no_runtime(&error)),
        };
        if let Err(error) = gateway.read_names(None) {
            return init.failed(&error);
        }
        SHARED_WATCHDOG.start(runtime.handle().clone());
        runtime.block_on(async {
            if !was_reexecuted()
                && let Some(starting) = gateway.initialise()
                && let Err(error) = init.run(SHARED_WATCHDOG.add_slot(), starting).await
            {
                return init.failed(&error);
            }
            init.ended(begun, true);
            match serve_events::<P>(gateway, ColdStart::ready(begun)).await {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => {
                    log::error_of("", "Runtime.Ended", &format!("the function ended: {error}"));
                    #[cfg(all(unix, debug_assertions, feature = "local"))]
                    super::orphan::runtime_api_failed();
                    ExitCode::FAILURE
                }
            }
        })
    }
}

/// Returns one thread for each processor, but at least two: while one is blocked, the other serves the remaining invocations.
fn threads() -> usize {
    thread::available_parallelism().map_or(2, |processors| processors.get().max(2))
}

async fn serve_events<P: ReplyMode>(
    gateway: &'static Gateway,
    start: ColdStart,
) -> Result<(), lambda_runtime::Error> {
    let slot = WatchSlot::new(gateway.recording.is_some());
    let handler = service_fn(
        move |LambdaEvent { context, .. }: LambdaEvent<IgnoredEvent>| {
            let RawEvent {
                event,
                invocation_id,
            } = OnThisThread::take();
            let WatchSlot { watch, recorder } = *slot.itself();
            async move {
                yield_to_others().await;
                let cold_start = IS_COLD
                    .swap(false, Ordering::Relaxed)
                    .then(|| (start, Instant::now()));
                let raw = RawInvocation {
                    event: &event,
                    context: &context,
                    cold_start: cold_start.is_some(),
                    watch,
                    recorder,
                    invocation_id: invocation_id.as_ref().and_then(|id| id.to_str().ok()),
                    streaming: gateway.streaming.filter(|_| P::STREAMS),
                };
                let scope = log::Scope::new(&context, &event, raw.cold_start, true);
                let answering = collecting(recorder, answer(gateway, raw));
                let reply = scope.around(answering).await;
                if let Some((start, arrived)) = cold_start {
                    start.report(arrived, &context);
                }
                match reply {
                    Ok(Completion::Reply(reply)) => Ok(reply),
                    Ok(Completion::Posted) => match posted().await {},
                    Err(error) => Err(scope.within(|| Reported::new(error, &context))),
                }
            }
        },
    );
    let runtime = Runtime::new(handler)
        .layer(RawEventLayer(OnThisThread))
        .register_snapstart_resource(Arc::new(ResetBeforeSnapshot));
    P::run_concurrent(runtime).await
}

/// Whether no event has arrived yet. It guards no data, so relaxed ordering is enough.
static IS_COLD: AtomicBool = AtomicBool::new(true);

/// The watch of one invocation at a time. `lambda_runtime` clones the service for each concurrent invocation, and each clone has
/// its own watch.
struct WatchSlot {
    watch: &'static Watch,
    /// `None` in a function without records.
    recorder: Option<&'static Recorder>,
}

impl WatchSlot {
    fn new(has_recorder: bool) -> Self {
        let recorder = has_recorder.then(|| &*Box::leak(Box::new(Recorder::new())));
        Self {
            watch: SHARED_WATCHDOG.add_slot(),
            recorder,
        }
    }

    // A method, because a closure that names the fields would capture only the fields, and its clones would share them.
    fn itself(&self) -> &Self {
        self
    }
}

impl Clone for WatchSlot {
    fn clone(&self) -> Self {
        Self::new(self.recorder.is_some())
    }
}

/// Passes the event through a thread-local variable: the handler is called, and takes it, before the layer that put it there
/// returns.
#[derive(Clone, Copy)]
struct OnThisThread;

thread_local! {
    static EVENT: Cell<RawEvent> = const { Cell::new(RawEvent::NONE) };
}

impl OnThisThread {
    fn take() -> RawEvent {
        EVENT.take()
    }
}

impl Events for OnThisThread {
    fn put(&self, event: RawEvent) {
        EVENT.set(event);
    }
}
