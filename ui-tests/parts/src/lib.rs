//! Interfaces of another crate, for programs that merge them.

use gatewright::prelude::*;

/// One of two parts.
#[dispatch]
pub mod billing {
    use super::*;

    #[get("/invoices/{id}")]
    async fn invoice(Path(id): Path<String>) -> String {
        id
    }

    #[operation]
    async fn close() {}
}

/// The other part, which merges the first one.
#[dispatch(interfaces(billing), prefix = "/accounts", triggers(rest_api))]
pub mod accounts {
    #[get("/{account}")]
    async fn account(gatewright::Path(account): gatewright::Path<String>) -> String {
        account
    }
}

/// A part that has a layer.
#[dispatch(layer = "interface")]
pub mod ledger {
    #[get("/ledger")]
    async fn ledger() {}
}
