use gatewright::prelude::*;

#[lambda_handler(metrics = "AWS/Shop")]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
