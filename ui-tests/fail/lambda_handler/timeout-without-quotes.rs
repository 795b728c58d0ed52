use gatewright::prelude::*;

#[lambda_handler(timeout = 29s)]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
