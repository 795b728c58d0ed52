use gatewright::prelude::*;

fn init_logs(level: &str) {
    let _ = level;
}

#[lambda_handler(subscriber = init_logs)]
async fn hello() -> u8 {
    1
}
