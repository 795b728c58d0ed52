use gatewright::payload::Logs;
use gatewright::prelude::*;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[logs("/aws/lambda/shop")]
    pub async fn watch(Json(logs): Json<Logs>) -> usize {
        logs.len()
    }

    #[logs]
    pub async fn rest(logs: Message<Logs>) -> usize {
        logs.len()
    }
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
