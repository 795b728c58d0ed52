use gatewright::prelude::*;

#[on_shutdown]
async fn flush() {}

#[lambda_handler(main = false)]
async fn hello(name: String) -> String {
    name
}

fn main() {
    let _ = (&HELLO, flush());
}
