//! In a Lambda environment: the loop that takes events and posts replies.

use super::init::{self, Init};
use super::intake::{IgnoredEvent, OneAtATime, RawEventLayer, Taken};
use super::posted::{ReplyMode, Reported, posted};
use crate::gateway::{Completion, Gateway, RawInvocation, answer};
use crate::guard::watchdog::{Watch, was_reexecuted};
use crate::lazy::ResetBeforeSnapshot;
use crate::lazy::cold_start::ColdStart;
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

/// What `lambda_runtime` reads at its start and panics without.
const NEEDED: [&str; 3] = [
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
];

/// Shared by the thread that serves and the watchdog.
static WATCH: Watch = Watch::new();

/// Whether everything is set that has to be; if not, the log says so.
pub(super) fn has_what_it_needs() -> Result<(), ExitCode> {
    let missing = NEEDED.into_iter().find(|name| env::var_os(name).is_none());
    let Some(missing) = missing else {
        return Ok(());
    };
    eprintln!(
        "AWS_LAMBDA_RUNTIME_API is set, so this is a Lambda environment, but {missing} is not: set it, as Lambda does"
    );
    Err(ExitCode::from(2))
}

/// Serves until the environment ends, which is an error whenever it is this process that ends first.
///
/// The tokio runtime is a current-thread one: an environment has one invocation at a time, and with the multi-threaded flavour
/// almost every invocation opens a new connection to the Runtime API, because the old one is on another thread.
pub(super) fn serve<P: ReplyMode>(gateway: &'static Gateway) -> ExitCode {
    let begun = Instant::now();
    let init = Init::begun(&gateway.options);
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return init.failed(&init::no_runtime(&error)),
    };
    // All in one: each `block_on` links the event loop once more, and where there is one only it is inlined.
    runtime.block_on(async {
        if !was_reexecuted()
            && let Some(starting) = gateway.initialise()
            && let Err(error) = init.run(&WATCH, starting).await
        {
            return init.failed(&error);
        }
        match serve_events::<P>(gateway, ColdStart::ready(begun)).await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("the function ended: {error}");
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
        let Taken {
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
                invocation_id: invocation_id.as_ref().and_then(|id| id.to_str().ok()),
                streaming: gateway.streaming.filter(|_| P::STREAMS),
            };
            let reply = answer(gateway, raw).await;
            if let Some((start, arrived)) = cold_start.zip(arrived) {
                start.report(arrived, &context);
            }
            match reply {
                Ok(Completion::Reply(reply)) => Ok(reply),
                Ok(Completion::Posted) => match posted().await {},
                Err(error) => Err(Reported(error)),
            }
        }
    });
    let runtime = Runtime::new(handler)
        .layer(RawEventLayer(events.clone()))
        .register_snapstart_resource(Arc::new(ResetBeforeSnapshot));
    let serving = pin!(P::run(runtime));
    with_preparation(serving, || {
        ask_processor();
        WATCH.start();
    })
    .await
}

/// For what a function waits until the request for its first event is handed over: the connection, the connection's readiness to take
/// a request, the answer.
const WAITS: u32 = 3;

/// Calls `prepare` when the request for the first event is on its way, and goes on with `serving`.
///
/// Lambda is answering that request then: what is done earlier puts it off, and what is done later puts off the first reply. Where there
/// is less to wait for, `prepare` is called when the first event has been there already: the first invocation must not rely on it.
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
    // The connection is a task of its own, and writes the request now.
    yield_now().await;
    prepare();
    serving.await
}

/// Finds out what the processor can do, which the first use of what depends on it (the search for a byte, the head of an HTTP response)
/// would have to: under virtualisation each of some twenty questions is a trap.
pub(super) fn ask_processor() {
    #[cfg(target_arch = "x86_64")]
    std::hint::black_box(std::arch::is_x86_feature_detected!("avx2"));
}
