use gatewright::prelude::*;

#[lambda_handler(crate = gatewright)]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
