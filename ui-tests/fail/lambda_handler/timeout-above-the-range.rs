use gatewright::prelude::*;

#[lambda_handler(timeout = "91m")]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
