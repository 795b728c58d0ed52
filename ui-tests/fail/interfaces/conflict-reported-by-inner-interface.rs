use gatewright::prelude::*;

#[dispatch]
pub mod orders {
    #[operation("orders.count")]
    async fn one() {}
}

#[dispatch]
pub mod archive {
    #[operation("orders.count")]
    async fn two() {}
}

#[dispatch(interfaces(orders, archive))]
pub mod inner {}

#[dispatch(interfaces(inner), prefix = "/v1")]
pub mod outer {}

fn main() {
    let _ = outer::INTERFACE;
}
