use gatewright::prelude::*;

fn init_logs() {}

#[lambda_handler(subscriber = init_logs())]
async fn hello() -> u8 {
    1
}

fn use_it() -> Gateway {
    init_logs();
    HELLO
}
