use gatewright::prelude::*;

#[dispatch(concurrent)]
mod orders {
    #[operation]
    pub async fn echo(id: u64) -> u64 {
        id
    }
}

#[lambda_handler(main = false)]
#[dispatch(interfaces(orders))]
mod gateway {
    #[operation]
    pub async fn other(id: u64) -> u64 {
        id
    }
}

fn main() {
    let _ = &gateway::GATEWAY;
}
