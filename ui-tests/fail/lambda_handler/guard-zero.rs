use gatewright::prelude::*;

#[lambda_handler(guard = "0ms")]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
