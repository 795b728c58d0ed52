use gatewright::prelude::*;

#[lambda_handler(tmp = 10_241)]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
