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

/// Without a layer of its own: it is as high as what it brings along.
#[dispatch(interfaces(orders))]
mod all {}

#[dispatch(interfaces(all), layer = "core")]
mod store {}

fn main() {
    let _ = (orders::INTERFACE, store::INTERFACE);
}
