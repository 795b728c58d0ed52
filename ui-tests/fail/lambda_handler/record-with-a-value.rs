use gatewright::prelude::*;

#[lambda_handler(record = true)]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
