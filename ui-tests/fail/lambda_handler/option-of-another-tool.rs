use gatewright::prelude::*;

#[lambda_handler(memory_size = 1024)]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
