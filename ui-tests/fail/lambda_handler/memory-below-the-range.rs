use gatewright::prelude::*;

#[lambda_handler(memory = 64)]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
