use gatewright::prelude::*;

#[lambda_handler(main = false)]
async fn hello(name: String) -> String {
    name
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let _ = gatewright::run(&HELLO);
}
