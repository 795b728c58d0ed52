use gatewright::prelude::*;

fn init_logs() {}

#[lambda_handler(main = false, subscriber = init_logs)]
async fn hello() -> u8 {
    1
}

fn main() -> std::process::ExitCode {
    init_logs();
    gatewright::run(&HELLO)
}
