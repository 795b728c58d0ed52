use gatewright::prelude::*;

#[lambda_handler(description = 5)]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
