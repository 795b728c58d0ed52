use gatewright::prelude::*;

struct Greeting;

#[lambda_handler]
async fn hello(greeting: Greeting) -> String {
    let _ = greeting;
    String::new()
}

fn use_it() -> Gateway {
    HELLO
}
