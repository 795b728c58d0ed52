use gatewright::prelude::*;

#[lambda_handler(watchdog = "off")]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
