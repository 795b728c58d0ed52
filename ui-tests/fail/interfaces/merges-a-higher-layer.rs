use gatewright::prelude::*;

#[dispatch(layer = "gateway")]
mod api {
    #[get("/health")]
    async fn health() {}
}

#[dispatch(layer = "interface", interfaces(api))]
mod orders {
    #[get("/orders")]
    async fn orders() {}
}

/// Has no layer itself, so it counts as high as the interfaces that it merges.
#[dispatch(interfaces(orders))]
mod all {}

#[dispatch(interfaces(all), layer = "core")]
mod store {}

fn main() {
    let _ = (orders::INTERFACE, store::INTERFACE);
}
