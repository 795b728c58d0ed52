use gatewright::prelude::*;

#[lambda_handler(timeout = "31s", main = false)]
#[dispatch(triggers(http_api, function_url))]
mod gateway {
    #[get("/orders")]
    async fn orders() {}
}

fn main() {
    let _ = &gateway::GATEWAY;
}
