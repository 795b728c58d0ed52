use gatewright::prelude::*;

#[lambda_handler(memory = 128, timeout = "1s", memory = 256)]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
