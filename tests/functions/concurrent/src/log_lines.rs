//! A function without any set-up of its logs, which logs from every place from which a handler can.

use gatewright::prelude::*;
use tokio::task::JoinSet;
use tracing::{Instrument, debug, error, error_span, info, info_span, trace, warn};

#[lambda_handler(name = "log-lines", timeout = "3s", memory = 256)]
#[dispatch(concurrent)]
mod lines {
    use super::*;

    /// One line with fields of every kind, in two spans.
    #[get("/orders/{id}")]
    pub async fn order(Path(id): Path<u64>) -> Result<String, Error> {
        let order = info_span!("order", order = id, tenant = tracing::field::Empty);
        order.record("tenant", "acme");
        let line = order.in_scope(|| info_span!("line", step = "pay"));
        async {
            let total = 48.9;
            info!(total, items = 3, gift = true, customer = %"A \"B\"", debug = ?Some(1), "order placed");
        }
        .instrument(line)
        .await;
        Ok("done".to_owned())
    }

    /// Lines of other tasks and threads. In concurrent mode they need the span of the invocation.
    #[operation]
    #[exempt(threading, reason = "lines of other threads are tested")]
    pub async fn elsewhere(name: String) -> Result<(), Error> {
        info!(name, "here");
        let (task, set, blocking) = (name.clone(), name.clone(), name.clone());
        let current = tracing::Span::current();
        tokio::spawn(async move { info!(name = task, "in a task") }.in_current_span()).await?;
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { info!(name = set, "in a set") }.in_current_span());
        tasks.join_all().await;
        tokio::task::spawn_blocking(move || {
            current.in_scope(|| info!(name = blocking, "on a thread"));
        })
        .await?;
        Ok(())
    }

    /// Lines of other tasks and threads, without their span.
    #[operation]
    #[exempt(threading, reason = "lines of other threads are tested")]
    pub async fn without_span(name: String) -> Result<(), Error> {
        let (task, set, blocking) = (name.clone(), name.clone(), name);
        tokio::spawn(async move { info!(name = task, "in a task") }).await?;
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { info!(name = set, "in a set") });
        tasks.join_all().await;
        tokio::task::spawn_blocking(move || info!(name = blocking, "on a thread")).await?;
        Ok(())
    }

    #[operation]
    pub async fn levels() -> Result<(), Error> {
        error!("an error");
        warn!("a warning");
        info!("an info");
        debug!("a debug");
        trace!("a trace");
        Ok(())
    }

    /// A line of this many bytes, with newlines and quotes.
    #[operation]
    pub async fn long(length: usize) -> Result<(), Error> {
        let text = "\"\n\u{e9}".repeat(length / 4);
        info!(text, "{text}");
        Ok(())
    }

    /// The formatting of a value logs as well.
    #[operation]
    pub async fn nested() -> Result<(), Error> {
        struct Chatty;

        impl std::fmt::Debug for Chatty {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                info!("inner");
                f.write_str("chatty")
            }
        }

        let span = error_span!("outer", value = ?Chatty);
        span.in_scope(|| info!(value = ?Chatty, "outer"));
        Ok(())
    }

    /// A mistake: `main` has set a subscriber already.
    #[operation]
    pub async fn sets_a_subscriber() -> Result<(), Error> {
        tracing_subscriber::fmt().init();
        Ok(())
    }

    #[operation]
    pub async fn fails(message: String) -> Result<(), Error> {
        Err(Error::with_type("OutOfPaper", message))
    }

    #[sqs("jobs")]
    pub async fn job(job: Message<String>) -> Result<(), Error> {
        info!(job = job.id(), "job");
        if &**job == "bad" {
            return Err(Error::with_type("BadJob", "a bad job"));
        }
        Ok(())
    }

    #[eventbridge(source = "shop", detail_type = "Placed")]
    pub async fn placed(order: u64) -> Result<(), Error> {
        info!(order, "placed");
        Ok(())
    }
}
