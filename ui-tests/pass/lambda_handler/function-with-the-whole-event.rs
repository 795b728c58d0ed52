use gatewright::prelude::*;

use serde_json::json;

/// Greets.
#[lambda_handler(main = false)]
pub async fn hello(name: String) -> Result<String, Error> {
    Ok(format!("Hello, {name}!"))
}

fn main() {
    let _ = hello(String::new());
    let _: Gateway = HELLO;
    let _ = json!("x");
}
