use gatewright::prelude::*;

#[lambda_handler(timeout = "31m", memory = 10_241)]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
