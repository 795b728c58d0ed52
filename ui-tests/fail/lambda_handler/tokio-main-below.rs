use gatewright::prelude::*;

#[lambda_handler]
#[tokio::main]
async fn hello(name: String) -> String {
    name
}
