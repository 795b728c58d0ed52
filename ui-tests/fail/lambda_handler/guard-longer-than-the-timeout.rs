use gatewright::prelude::*;

#[lambda_handler(timeout = "2s", guard = "2s")]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
