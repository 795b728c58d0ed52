use gatewright::prelude::*;

#[dispatch(prefix = "/tenants/{tenant}")]
mod gateway {
    #[get("/orders")]
    async fn orders() {}
}

fn main() {
    let _ = gateway::INTERFACE;
}
