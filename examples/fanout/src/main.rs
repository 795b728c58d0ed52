//! The best offer of ten suppliers, each of whom takes its time: all are asked at once, so the answer takes as long as the slowest.

mod offers;
mod suppliers;

use gatewright::prelude::*;

use offers::{Answer, Wanted};
use suppliers::Suppliers;

/// Where the suppliers are: the environment variable `SUPPLIERS_URL`.
#[lazy_module(env)]
struct Settings {
    suppliers_url: String,
}

/// The HTTP client keeps its connections from one invocation to the next.
#[lazy_module]
mod client {
    use super::*;

    pub fn init(settings: settings::Lazy) -> Result<Suppliers, Error> {
        Suppliers::at(&settings.suppliers_url)
    }
}

#[lambda_handler(timeout = "10s", memory = 256)]
#[dispatch]
mod fanout {
    use super::*;

    /// Who offers a product for the least: `{"operation":"fanout.best_offer","payload":{"sku":"A-100"}}`. Suppliers that fail, or are
    /// still silent when time runs out, are named.
    #[operation]
    pub async fn best_offer(wanted: Wanted, suppliers: client::Lazy, deadline: Deadline) -> Answer {
        let asked = gather(
            Suppliers::NUMBERS,
            Suppliers::AT_A_TIME,
            async |supplier| match deadline.timeout(suppliers.ask(supplier, &wanted)).await {
                Ok(offer) => offer,
                Err(late) => Err(late.into()),
            },
        );
        Answer::of(asked.await)
    }
}
