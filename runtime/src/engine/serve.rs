//! In a Lambda environment: the loop that takes events and posts replies.

use std::cell::Cell;
use std::env;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use lambda_runtime::{LambdaEvent, Runtime, service_fn};

use super::first_wait;
use super::init::{self, Init};
use super::intake::{IgnoredEvent, OneAtATime, RawEventLayer, Taken};
use super::posted::{ReplyMode, Reported, posted};
use crate::gateway::{Completion, Gateway, RawInvocation, answer};
use crate::guard::watchdog::{Watch, was_reexecuted};
use crate::lazy::ResetBeforeSnapshot;
use crate::lazy::cold_start::ColdStart;

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
            let arrival = RawInvocation {
                event: &event,
                context: &context,
                cold_start: cold_start.is_some(),
                watch: &WATCH,
                invocation_id: invocation_id.as_ref().and_then(|id| id.to_str().ok()),
                streaming: gateway.streaming.filter(|_| P::STREAMS),
            };
            let reply = answer(gateway, arrival).await;
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
    first_wait::with_preparation(serving, || {
        first_wait::ask_processor();
        WATCH.start();
    })
    .await
}
