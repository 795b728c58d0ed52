use gatewright::prelude::*;

#[path = "../../modules/worker.rs"]
mod worker;

#[lambda_handler]
async fn hello(name: String) -> String {
    worker::start();
    name
}

fn use_it() -> Gateway {
    HELLO
}
