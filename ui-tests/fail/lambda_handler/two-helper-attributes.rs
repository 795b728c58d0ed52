use gatewright::prelude::*;

#[lambda_handler]
#[get("/hello")]
#[operation]
async fn hello() -> String {
    String::new()
}

fn use_it() -> Gateway {
    HELLO
}
