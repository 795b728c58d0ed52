//! `#[middleware]` where it has no effect.
use gatewright::prelude::*;
use gatewright::{Next, Request, Response};

#[middleware(timing)]
pub async fn timing(request: Request, next: Next<'_>) -> Response {
    next.run(request).await
}

#[middleware(timing)]
pub struct Order;

#[lambda_handler]
#[dispatch]
mod shop {
    use super::*;

    #[operation]
    #[middleware(timing)]
    pub async fn count() {}

    #[sqs("orders")]
    #[middleware(timing)]
    pub async fn fulfil(_: String) -> Result<(), Error> {
        Ok(())
    }

    #[middleware(timing)]
    pub async fn not_a_handler() {}

    #[middleware(timing)]
    pub struct Item;

    #[get("/twice")]
    #[middleware(timing)]
    #[middleware(timing)]
    pub async fn twice() {}

    #[get("/conditional")]
    #[cfg_attr(test, middleware(timing))]
    pub async fn conditional() {}
}
