use gatewright::prelude::*;

#[lambda_handler]
async fn hello(name: &str) -> String {
    name.to_owned()
}

fn use_it() -> Gateway {
    HELLO
}
