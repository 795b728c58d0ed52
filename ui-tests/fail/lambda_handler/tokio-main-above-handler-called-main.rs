use gatewright::prelude::*;

#[tokio::main(flavor = "current_thread")]
#[lambda_handler]
async fn main() -> String {
    String::new()
}
