use gatewright::prelude::*;

#[lambda_handler(colour = "red")]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
