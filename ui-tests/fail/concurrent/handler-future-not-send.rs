use std::rc::Rc;

use gatewright::prelude::*;

#[lambda_handler(mode = "concurrent", main = false)]
async fn hello(name: String) -> Result<String, Error> {
    let greeting = Rc::new(format!("Hello, {name}"));
    pause().await;
    Ok(greeting.to_string())
}

async fn pause() {}

fn main() {
    let _ = &HELLO;
}
