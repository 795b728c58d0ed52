use gatewright::prelude::*;

#[lambda_handler]
async fn hello(name: String) -> String {
    name
}

#[tokio::main(flavor = "current_thread")]
async fn main() {}
