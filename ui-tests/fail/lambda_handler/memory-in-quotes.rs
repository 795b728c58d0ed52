use gatewright::prelude::*;

#[lambda_handler(memory = "1769")]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
