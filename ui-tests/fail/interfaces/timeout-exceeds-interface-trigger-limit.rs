use gatewright::prelude::*;

#[dispatch(interfaces(gatewright_ui_parts::accounts))]
#[lambda_handler(timeout = "1m", main = false)]
mod gateway {}

fn main() {
    let _ = &gateway::GATEWAY;
}
