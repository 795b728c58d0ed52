use gatewright::prelude::*;

#[lambda_handler]
async fn hello(name: String) -> String {
    name
}

fn main() {}
