//! Layers that merge lower layers, the same layer, or layers with custom names.

use gatewright::prelude::*;

#[dispatch(layer = "core")]
mod store {
    #[operation]
    async fn compact() {}
}

#[dispatch(layer = "interface", interfaces(store, gatewright_ui_parts::ledger))]
mod orders {
    #[get("/orders")]
    async fn orders() {}
}

#[dispatch(layer = "gateway")]
mod admin {
    #[get("/admin")]
    async fn admin() {}
}

#[dispatch(layer = "adapters")]
mod own {
    #[get("/own")]
    async fn own() {}
}

#[dispatch(layer = "gateway", interfaces(orders, admin, own))]
mod api {}

fn main() {
    let _ = api::INTERFACE;
}
