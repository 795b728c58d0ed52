use gatewright::prelude::*;

#[lambda_handler]
async fn hello(name: String) -> String {
    name
}

#[lambda_handler]
async fn goodbye(name: String) -> String {
    name
}
