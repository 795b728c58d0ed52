use gatewright::prelude::*;

#[lambda_handler(watchdog = "off", main = false)]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    HELLO
}
