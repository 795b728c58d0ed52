use gatewright::prelude::*;

#[lambda_handler(name = "my shop")]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
