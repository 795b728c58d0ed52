use gatewright::prelude::*;

#[dispatch]
mod orders {
    #[operation]
    pub async fn echo(id: u64) -> u64 {
        id
    }
}

#[lambda_handler(main = false)]
#[dispatch(concurrent, interfaces(orders))]
mod gateway {}

fn main() {
    let _ = &gateway::GATEWAY;
}
