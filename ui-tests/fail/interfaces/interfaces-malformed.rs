use gatewright::prelude::*;

#[dispatch]
pub mod orders {
    #[operation]
    async fn count() {}
}

#[dispatch(interfaces(orders, "customers", orders, orders::INTERFACE))]
mod gateway {}

fn main() {
    let _ = gateway::INTERFACE;
}
