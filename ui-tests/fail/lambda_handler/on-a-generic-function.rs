use gatewright::prelude::*;

#[lambda_handler]
async fn hello<T>(event: T) -> T {
    event
}

fn use_it() -> Gateway {
    HELLO
}
