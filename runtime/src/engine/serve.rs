//! The event loop in a Lambda environment, for one invocation at a time.

use super::init::{self, Init};
use super::invocation::{Place, serve_one};
use super::patience::Patience;
use super::restore;
use crate::gateway::Gateway;
use crate::guard::watchdog::{Watch, was_reexecuted};
use crate::lazy::cold_start::ColdStart;
use crate::platform::log;
use crate::platform::runtime_api::Event;
use crate::platform::runtime_api::client::Client;
use std::convert::Infallible;
use std::io;
use std::process::ExitCode;
use std::time::Instant;

/// Shared by the thread that serves and the watchdog.
static WATCH: Watch = Watch::new();

/// Serves events until the environment ends. If the process ends first, that is an error.
///
/// The Tokio runtime is single-threaded, because the environment has one invocation at a time.
pub(super) fn serve(gateway: &'static Gateway) -> ExitCode {
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
        if let Err(error) = restore::snapshot().await {
            return init.failed(&error);
        }
        let Err(error) = serve_events(gateway, ColdStart::ready(begun)).await;
        ended(&error)
    })
}

/// Logs why the function ends before its environment.
pub(super) fn ended(error: &io::Error) -> ExitCode {
    let message = format!("the function ended: the Runtime API failed: {error}");
    log::error_of("", "Runtime.Ended", &message);
    #[cfg(all(unix, debug_assertions, feature = "local"))]
    super::orphan::runtime_api_failed();
    ExitCode::FAILURE
}

async fn serve_events(
    gateway: &'static Gateway,
    cold_start: ColdStart,
) -> Result<Infallible, io::Error> {
    let mut client = Client::of_environment()?;
    let mut patience = Patience::new();
    let mut cold_start = Some(cold_start);
    let mut event = Event::new();
    loop {
        if let Err(error) = client.request_event().await {
            patience.wait(error).await?;
            continue;
        }
        if cold_start.is_some() {
            // Lambda is answering the request. Earlier work would delay the request, and later work the first reply.
            detect_processor_features();
            WATCH.start();
        }
        if let Err(refusal) = client.receive_event(&mut event).await? {
            client.disconnect();
            patience.wait_after(refusal).await?;
            continue;
        }
        patience = Patience::new();
        if gateway.sets_trace_variable {
            gatewright_trace_variable::set(event.context.xray_trace_id.as_deref());
        }
        let place = Place {
            cold_start: cold_start.take(),
            watch: &WATCH,
            recorder: gateway.recording.map(|side| side.single),
        };
        serve_one(gateway, &mut client, &mut event, place).await?;
    }
}

/// Detects the features of the processor, before the first byte search or HTTP response head needs them. Under virtualisation
/// each of about twenty CPUID instructions is a trap.
fn detect_processor_features() {
    #[cfg(target_arch = "x86_64")]
    std::hint::black_box(std::arch::is_x86_feature_detected!("avx2"));
}
