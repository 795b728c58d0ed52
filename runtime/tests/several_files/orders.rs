//! Handlers for orders.

use gatewright::prelude::*;

#[dispatch]
pub mod api {
    use super::*;

    #[get("/orders")]
    async fn list() -> &'static str {
        "all orders"
    }

    #[get("/orders/{id}")]
    async fn one(Path(id): Path<u32>) -> String {
        format!("order {id}")
    }

    #[operation]
    async fn count() -> u32 {
        2
    }

    #[operation("purge")]
    async fn purge() -> &'static str {
        "purged"
    }
}
