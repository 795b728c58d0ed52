//! A function with built-in metrics, which counts in every place in which a handler can.

use std::time::Duration;

use futures_util::stream;
use gatewright::Bytes;
use gatewright::prelude::*;

/// Longer than the function's timeout.
const TOO_LONG: Duration = Duration::from_secs(60);

#[lazy_module(start = "init")]
mod catalog {
    use gatewright::prelude::*;

    pub fn init() -> u32 {
        metric!("CatalogEntries", 7, Count);
        7
    }
}

#[lazy_module]
mod prices {
    pub async fn init() -> u32 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        5
    }
}

#[lambda_handler(name = "metrics", timeout = "3s", metrics = "Shop")]
#[dispatch(concurrent, triggers(http_api, function_url(streaming)))]
mod shop {
    use super::*;

    #[operation]
    pub async fn place(tenant: String, catalog: catalog::Lazy) -> Result<u32, Error> {
        let plan = "pro";
        metric!("OrdersPlaced", 1, Count, tenant = &tenant, plan);
        metric!("OrdersPlaced", 2, Count, tenant = &tenant, plan);
        metric!("Total", 48.9, None, tenant = &tenant, plan);
        metric!(
            "Latency",
            Duration::from_micros(1_500),
            Milliseconds,
            high_resolution
        );
        metric!("Throughput", 3_u64, "Bytes/Second", "shop.region" = "north");
        Ok(*catalog)
    }

    #[operation]
    pub async fn price(prices: prices::Lazy) -> Result<u32, Error> {
        Ok(*prices)
    }

    /// Values of one metric.
    #[operation]
    pub async fn many(count: u32) -> Result<u32, Error> {
        for number in 0..count {
            metric!("Number", number, Count);
        }
        Ok(count)
    }

    /// Values with as many dimensions.
    #[operation]
    pub async fn tenants(count: u32) -> Result<u32, Error> {
        for tenant in 0..count {
            metric!("Tenant", 1, Count, tenant);
        }
        Ok(count)
    }

    #[operation]
    #[exempt(threading, reason = "metrics of other threads are tested")]
    pub async fn elsewhere(name: String) -> Result<(), Error> {
        let (task, blocking) = (name.clone(), name.clone());
        metric!("Here", 1, Count, name);
        gather(0..2, 2, |_| async { metric!("Gathered", 1, Count, name) }).await;
        let task = async move { metric!("Task", 1, Count, name = task) };
        tokio::spawn(tracing::Instrument::in_current_span(task)).await?;
        let current = tracing::Span::current();
        let thread = move || current.in_scope(|| metric!("Thread", 1, Count, name = blocking));
        tokio::task::spawn_blocking(thread).await?;
        Ok(())
    }

    #[operation]
    pub async fn odd() -> Result<(), Error> {
        for value in [f64::NAN, f64::INFINITY, 1e300, -1e300] {
            metric!("Odd", value, Count);
        }
        metric!("Even", 1, Count, tenant = "", plan = "a\n\u{e9}");
        Ok(())
    }

    #[operation]
    pub async fn fails() -> Result<(), Error> {
        metric!("Begun", 1, Count);
        Err(Error::with_type("OutOfPaper", "no paper"))
    }

    #[operation]
    pub async fn panics() -> Result<(), Error> {
        metric!("Begun", 1, Count);
        panic!("no ink")
    }

    #[operation]
    pub async fn waits() -> Result<(), Error> {
        metric!("Begun", 1, Count);
        tokio::time::sleep(TOO_LONG).await;
        Ok(())
    }

    /// Holds the lock of standard output meanwhile.
    #[operation]
    #[exempt(blocking, reason = "the test needs a blocking call")]
    #[exempt(locking, reason = "the lock of standard output is held")]
    pub async fn blocks() -> Result<(), Error> {
        metric!("Begun", 1, Count);
        let _held = std::io::stdout().lock();
        std::thread::sleep(TOO_LONG);
        Ok(())
    }

    #[get("/orders/{id}")]
    pub async fn order(Path(id): Path<u64>) -> Result<String, Error> {
        if id == 0 {
            return Err(Error::msg("no order"));
        }
        Ok("done".to_owned())
    }

    #[get("/stream")]
    pub async fn streams() -> StreamBody {
        metric!("Begun", 1, Count);
        let chunks = ["a", "b"].map(|chunk| Ok::<_, Error>(Bytes::from(chunk)));
        StreamBody::new(stream::iter(chunks))
    }

    #[get("/aborts")]
    pub async fn aborts() -> StreamBody {
        let chunks = [Ok(Bytes::from("a")), Err(Error::msg("no paper"))];
        StreamBody::new(stream::iter(chunks))
    }

    #[sqs("jobs")]
    pub async fn job(job: Message<String>) -> Result<(), Error> {
        if &**job == "bad" {
            return Err(Error::msg("a bad job"));
        }
        Ok(())
    }
}
