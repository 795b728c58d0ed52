use gatewright::prelude::*;

fn init_logs() -> u8 {
    1
}

#[lambda_handler(subscriber = init_logs)]
async fn hello() -> u8 {
    1
}
