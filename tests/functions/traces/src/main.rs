//! A function whose spans are traces.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use gatewright::prelude::*;
use tokio::sync::Notify;
use tracing::{Instrument, debug_span, error, info, info_span};

/// The next invocation lets the task of the one before it end.
#[exempt(
    shared_state,
    reason = "it holds no data, and a test needs a task that outlives its invocation"
)]
static NEXT: Notify = Notify::const_new();

#[lambda_handler(name = "traces", timeout = "3s", memory = 256)]
#[dispatch(concurrent, triggers(http_api, function_url(streaming)))]
mod traces {
    use super::*;

    /// Two spans with fields of every kind and an event.
    #[get("/orders/{id}")]
    pub async fn order(Path(id): Path<u64>) -> Result<String, Error> {
        let order = info_span!("order", order = id, tenant = tracing::field::Empty);
        order.record("tenant", "acme");
        async {
            let payment = info_span!(
                "payment",
                otel.name = "pay",
                otel.kind = "client",
                total = 48.9,
                gift = true,
                large = u64::MAX,
                debug = ?Some(1)
            );
            payment.in_scope(|| info!(items = 3, "paid"));
        }
        .instrument(order)
        .await;
        Ok("done".to_owned())
    }

    /// Responds with the headers for an outgoing request, outside of a span and in one.
    #[get("/headers")]
    pub async fn headers() -> Json<[BTreeMap<String, String>; 2]> {
        let outside = texts();
        let span = info_span!("outgoing");
        let inside = async {
            // In concurrent mode a task needs the span of the invocation.
            let task = tokio::spawn(async { texts() }.in_current_span());
            task.await.unwrap_or_default()
        };
        Json([outside, inside.instrument(span).await])
    }

    #[get("/status/{code}")]
    pub async fn status(Path(code): Path<u16>) -> StatusCode {
        StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// A response that function URLs stream.
    #[get("/streamed")]
    pub async fn streamed() -> StreamBody {
        StreamBody::writing(|mut writer| async move {
            let span = info_span!("writing");
            writer.write("one line\n").instrument(span).await;
            Ok(())
        })
    }

    #[operation]
    pub async fn fails(message: String) -> Result<(), Error> {
        info_span!("printing").in_scope(|| error!(tray = 2, "the tray is empty"));
        Err(Error::with_type("OutOfPaper", message))
    }

    #[operation]
    pub async fn panics() -> Result<(), Error> {
        let _span = info_span!("interrupted").entered();
        panic!("no ink")
    }

    /// Waits in a span until the guard interrupts it.
    #[operation]
    pub async fn waits() -> Result<(), Error> {
        std::future::pending()
            .instrument(info_span!("waiting"))
            .await
    }

    /// Blocks until the watchdog answers.
    #[operation]
    #[exempt(blocking, reason = "the watchdog is tested")]
    pub async fn blocks() -> Result<(), Error> {
        info_span!("done").in_scope(|| info!("once"));
        std::thread::sleep(Duration::from_secs(600));
        Ok(())
    }

    /// A span of a task that ends in the next invocation.
    #[operation]
    #[exempt(
        detached_task,
        reason = "a span that outlives its invocation is tested"
    )]
    pub async fn detached() -> Result<(), Error> {
        tokio::spawn(async { NEXT.notified().await }.instrument(info_span!("late")));
        tokio::task::yield_now().await;
        Ok(())
    }

    #[operation]
    pub async fn lets_it_end() -> Result<(), Error> {
        NEXT.notify_waiters();
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_millis(50) {
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    /// As many spans as asked for, each with a field of as many bytes.
    #[operation]
    pub async fn many((spans, bytes): (u32, usize)) -> Result<(), Error> {
        let text = "\u{e9}\"".repeat(bytes / 4);
        for number in 0..spans {
            info_span!("one", number, text).in_scope(|| {});
        }
        Ok(())
    }

    /// As many events as asked for in one span.
    #[operation]
    pub async fn events(count: u32) -> Result<(), Error> {
        info_span!("busy").in_scope(|| (0..count).for_each(|number| info!(number, "event")));
        debug_span!("not at this level").in_scope(|| {});
        Ok(())
    }

    #[sqs("jobs")]
    pub async fn job(job: Message<String>) -> Result<(), Error> {
        if &**job == "bad" {
            return Err(Error::with_type("BadJob", "a bad job"));
        }
        Ok(())
    }

    #[eventbridge(source = "aws.events", detail_type = "Scheduled Event")]
    pub async fn scheduled(_: Option<u64>) -> Result<(), Error> {
        Ok(())
    }
}

/// Returns the headers for an outgoing request as texts.
fn texts() -> BTreeMap<String, String> {
    let headers = gatewright::trace_headers();
    let texts = headers.iter().map(|(name, value)| {
        let value = value.to_str().unwrap_or_default();
        (name.to_string(), value.to_owned())
    });
    texts.collect()
}
