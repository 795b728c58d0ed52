use gatewright::prelude::*;

#[lambda_handler(main = false)]
async fn hello(name: String) -> String {
    name
}
