use gatewright::prelude::*;

#[lambda_handler]
fn hello(name: String) -> String {
    name
}

fn use_it() -> Gateway {
    HELLO
}
