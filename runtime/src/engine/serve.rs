//! The event loop in a Lambda environment.

use super::init::{self, Init};
use super::intake::{IgnoredEvent, OneAtATime, RawEvent, RawEventLayer};
use super::posted::{ReplyMode, Reported, posted};
use crate::gateway::{Completion, Gateway, RawInvocation, answer};
use crate::guard::watchdog::{Watch, was_reexecuted};
use crate::lazy::ResetBeforeSnapshot;
use crate::lazy::cold_start::ColdStart;
use crate::platform::log;
use lambda_runtime::{LambdaEvent, Runtime, service_fn};
use std::cell::Cell;
use std::env;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;
use tokio::task::yield_now;

/// The environment variables without which `lambda_runtime` panics.
const REQUIRED: [&str; 3] = [
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
];

/// Shared by the thread that serves and the watchdog.
static WATCH: Watch = Watch::new();

/// Checks that the required environment variables are set, and prints the first missing one.
pub(super) fn check_variables() -> Result<(), ExitCode> {
    let missing = REQUIRED
        .into_iter()
        .find(|name| env::var_os(name).is_none());
    let Some(missing) = missing else {
        return Ok(());
    };
    eprintln!(
        "AWS_LAMBDA_RUNTIME_API is set, so this is a Lambda environment, but {missing} is not set: set it, as Lambda does"
    );
    Err(ExitCode::from(2))
}

/// Serves events until the environment ends. If the process ends first, that is an error.
///
/// The Tokio runtime is single-threaded, because the environment has one invocation at a time. On a multi-threaded runtime almost
/// every invocation opens a new connection to the Runtime API, because the old one is on another thread.
pub(super) fn serve<P: ReplyMode>(gateway: &'static Gateway) -> ExitCode {
    let begun = Instant::now();
    let init = Init::begun(gateway);
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return init.failed(&init::no_runtime(&error)),
    };
    if let Err(error) = gateway.read_names(None) {
        return init.failed(&error);
    }
    // One `block_on` for everything: each one links the event loop again, and a single one is inlined.
    runtime.block_on(async {
        if !was_reexecuted()
            && let Some(starting) = gateway.initialise()
            && let Err(error) = init.run(&WATCH, starting).await
        {
            return init.failed(&error);
        }
        init.ended(begun, false);
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

async fn serve_events<P: ReplyMode>(
    gateway: &'static Gateway,
    start: ColdStart,
) -> Result<(), lambda_runtime::Error> {
    let events = OneAtATime::default();
    let cold_start = Cell::new(Some(start));
    let handler = service_fn(|LambdaEvent { context, .. }: LambdaEvent<IgnoredEvent>| {
        let RawEvent {
            event,
            invocation_id,
        } = events.take();
        let cold_start = cold_start.take();
        if cold_start.is_some() {
            WATCH.start();
        }
        async move {
            let arrived = cold_start.map(|_| Instant::now());
            let raw = RawInvocation {
                event: &event,
                context: &context,
                cold_start: cold_start.is_some(),
                watch: &WATCH,
                recorder: gateway.recording.map(|side| side.single),
                invocation_id: invocation_id.as_ref().and_then(|id| id.to_str().ok()),
                streaming: gateway.streaming.filter(|_| P::STREAMS),
            };
            let scope = log::Scope::new(&context, &event, raw.cold_start, false);
            let reply = scope.around(answer(gateway, raw)).await;
            if let Some((start, arrived)) = cold_start.zip(arrived) {
                start.report(arrived, &context);
            }
            match reply {
                Ok(Completion::Reply(reply)) => Ok(reply),
                Ok(Completion::Posted) => match posted().await {},
                Err(error) => Err(scope.within(|| Reported::new(error, &context))),
            }
        }
    });
    let runtime = Runtime::new(handler)
        .layer(RawEventLayer(events.clone()))
        .register_snapstart_resource(Arc::new(ResetBeforeSnapshot));
    let serving = pin!(P::run(runtime));
    with_preparation(serving, || {
        detect_processor_features();
        WATCH.start();
    })
    .await
}

/// How often a function waits until the request for its first event is sent: for the connection, for its readiness and for the
/// answer.
const WAITS: u32 = 3;

/// Calls `prepare` once the request for the first event has been sent, and then continues with `serving`.
///
/// Lambda is then answering that request. Earlier work would delay the request, and later work the first reply. If there is less
/// to wait for, `prepare` runs after the first event, so the first invocation must not rely on it.
pub(super) async fn with_preparation<F: Future>(
    mut serving: Pin<&mut F>,
    prepare: impl FnOnce(),
) -> F::Output {
    let mut waits = 0;
    let ended = poll_fn(|context| match serving.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => {
            waits += 1;
            if waits == WAITS {
                Poll::Ready(None)
            } else {
                Poll::Pending
            }
        }
    });
    if let Some(output) = ended.await {
        return output;
    }
    // The connection is a separate task, which now writes the request.
    yield_now().await;
    prepare();
    serving.await
}

/// Detects the features of the processor, before the first byte search or HTTP response head needs them. Under virtualisation
/// each of about twenty CPUID instructions is a trap.
pub(super) fn detect_processor_features() {
    #[cfg(target_arch = "x86_64")]
    std::hint::black_box(std::arch::is_x86_feature_detected!("avx2"));
}
