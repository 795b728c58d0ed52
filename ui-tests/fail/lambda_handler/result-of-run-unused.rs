#![deny(unused_must_use)]

use gatewright::prelude::*;
use gatewright::Response;

#[lambda_handler(main = false)]
async fn hello(name: String) -> String {
    Response::new(StatusCode::OK).with_header("x-a", "b");
    Failures::default();
    Problem::new(StatusCode::CONFLICT);
    name
}

fn main() {
    gatewright::run(&HELLO);
}
