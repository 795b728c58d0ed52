//! One invocation: from its event to the answer of the service to its reply.

use std::io;
use std::mem;
use std::time::{Duration, Instant};

use tokio::task::yield_now;

use crate::gateway::{Completion, Gateway, RawInvocation, answer};
use crate::guard::watchdog::Watch;
use crate::lazy::cold_start::ColdStart;
use crate::platform::log;
use crate::platform::metrics::Recorder;
#[cfg(feature = "concurrent")]
use crate::platform::metrics::collecting;
use crate::platform::runtime_api::client::{Client, Said};
use crate::platform::runtime_api::{Event, document};
use crate::platform::threads::Slot;

/// The service may have closed a connection that was idle for this long. Emulators do after 5 s.
const IDLE: Duration = Duration::from_secs(1);

/// Where an invocation is served.
pub(super) struct Place<'a> {
    /// The start of the environment, for its first invocation.
    pub(super) cold_start: Option<ColdStart>,
    pub(super) watch: &'a Watch,
    /// `None` in a function without records.
    pub(super) recorder: Option<&'static Recorder>,
}

/// Serves one event. Returns an error if the service cannot be told the result.
pub(super) async fn serve_one(
    gateway: &'static Gateway,
    client: &mut Client,
    event: &mut Event,
    place: Place<'_>,
) -> io::Result<()> {
    let Event {
        context,
        invocation_id,
        body,
        malformed,
        ..
    } = event;
    // Released at the end, so that the next event can use its memory.
    let body = mem::take(body);
    let arrived = Instant::now();
    let is_concurrent = place.watch.is_one_of_many();
    let lent = Slot::default();
    let can_stream = gateway.streaming.is_some();
    if can_stream {
        lent.set(client.lend());
    }
    let raw = RawInvocation {
        event: &body,
        context,
        cold_start: place.cold_start.is_some(),
        watch: place.watch,
        recorder: place.recorder,
        invocation_id: invocation_id.as_deref(),
        streaming: gateway.streaming,
        connection: Some(&lent),
    };
    let scope = log::Scope::new(context, &body, raw.cold_start, is_concurrent);
    for fault in malformed.iter() {
        scope.within(|| log::warning(fault));
    }
    let answering = answer(gateway, &raw);
    #[cfg(feature = "concurrent")]
    let answering = collecting(place.recorder.filter(|_| is_concurrent), answering);
    let completion = scope.around(answering).await;
    if can_stream {
        client.take_back(lent.take());
    }
    if let Some(start) = place.cold_start {
        start.report(arrived, context);
    }
    let reply = match completion {
        Ok(Completion::Posted) => return Ok(()),
        Ok(Completion::Reply(reply)) => Ok(reply),
        Err(error) => {
            scope.within(|| log::error(context, &error.error_type, error.log_message()));
            Err(document(&error))
        }
    };
    // Writes the spans. After the reply, the environment may be frozen or killed.
    #[cfg(feature = "tracing")]
    drop(scope);
    if !is_concurrent && arrived.elapsed() >= IDLE {
        // The handler may have held up the thread. Now the driver sees whether the connection is still open. In concurrent mode, another
        // thread has seen it, and a task that yields could be held up by a handler on its thread.
        yield_now().await;
    }
    let said = match &reply {
        Ok(reply) => Said::Response(reply.get()),
        Err(document) => Said::Error(document),
    };
    let refusal = client
        .answer(&context.request_id, invocation_id.as_deref(), said)
        .await?;
    if let Some(refusal) = refusal {
        let message = format!("the Runtime API refused the reply: {refusal}");
        log::error_of(&context.request_id, "Runtime.ReplyRefused", &message);
    }
    Ok(())
}
