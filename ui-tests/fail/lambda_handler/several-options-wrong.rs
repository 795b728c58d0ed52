use gatewright::prelude::*;

#[lambda_handler(timeout = 29, memory = 64, tmp = 1, nam = "x")]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
