use gatewright::prelude::*;

#[dispatch(interfaces(gatewright_ui_parts::billing))]
mod gateway {
    #[operation("billing.close")]
    async fn close_all() {}
}

fn main() {
    let _ = gateway::INTERFACE;
}
