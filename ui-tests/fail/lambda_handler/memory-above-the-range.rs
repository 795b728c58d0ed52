use gatewright::prelude::*;

#[lambda_handler(memory = 40_000)]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
