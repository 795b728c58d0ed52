//! Finds the best offer of ten slow suppliers.
//!
//! All suppliers are asked concurrently, so the answer takes as long as the slowest one.

mod offers;
mod suppliers;

use gatewright::prelude::*;

use offers::{Answer, Wanted};
use suppliers::Suppliers;

/// The environment variable `SUPPLIERS_URL`.
#[lazy_module(env)]
struct Settings {
    suppliers_url: String,
}

/// The HTTP client. As a lazy module it keeps its connections from one invocation to the next.
#[lazy_module]
mod client {
    use super::*;

    pub fn init(settings: settings::Lazy) -> Result<Suppliers, Error> {
        Suppliers::at(&settings.suppliers_url)
    }
}

#[lambda_handler(
    timeout = "10s",
    memory = 256,
    architectures = "arm64",
    tracing = "Active",
    event_invoke_config(maximum_retry_attempts = 0),
    logging_config(log_format = "JSON", retention_in_days = 14)
)]
#[dispatch]
mod fanout {
    use super::*;

    /// Finds the lowest price of a product: `{"operation":"fanout.best_offer","payload":{"sku":"A-100"}}`.
    ///
    /// The reply lists the error of each supplier that fails or does not answer before the deadline.
    #[operation]
    pub async fn best_offer(wanted: Wanted, suppliers: client::Lazy, deadline: Deadline) -> Answer {
        let asked = gather(
            Suppliers::NUMBERS,
            Suppliers::CONCURRENCY,
            async |supplier| match deadline.timeout(suppliers.ask(supplier, &wanted)).await {
                Ok(offer) => offer,
                Err(late) => Err(late.into()),
            },
        );
        Answer::of(asked.await)
    }
}
