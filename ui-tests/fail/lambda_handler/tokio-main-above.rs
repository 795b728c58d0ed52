use gatewright::prelude::*;

#[tokio::main(flavor = "current_thread")]
#[lambda_handler]
async fn hello(name: String) -> String {
    name
}
