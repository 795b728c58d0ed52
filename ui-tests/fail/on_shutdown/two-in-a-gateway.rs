use gatewright::prelude::*;

#[dispatch]
mod orders {
    #[operation]
    pub async fn echo(id: u64) -> u64 {
        id
    }

    #[on_shutdown]
    fn close() {}
}

#[lambda_handler(main = false)]
#[dispatch(interfaces(orders))]
mod gateway {
    #[on_shutdown]
    async fn flush() {}
}

fn main() {
    let _ = &gateway::GATEWAY;
}
