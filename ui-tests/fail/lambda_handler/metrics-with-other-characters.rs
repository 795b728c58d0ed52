use gatewright::prelude::*;

#[lambda_handler(metrics = "Shop & Co")]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
