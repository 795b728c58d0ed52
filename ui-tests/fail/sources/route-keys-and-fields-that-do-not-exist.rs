use gatewright::prelude::*;

#[lambda_handler]
#[dispatch]
mod worker {
    use super::*;

    #[websocket("$conect")]
    pub async fn f0() -> StatusCode {
        StatusCode::OK
    }

    #[appsync("Query.all-orders")]
    pub async fn f1() {}

    #[appsync("Query.order.id")]
    pub async fn f2() {}
}

fn gateway() -> &'static Gateway {
    &worker::GATEWAY
}
