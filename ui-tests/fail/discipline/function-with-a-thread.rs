use gatewright::prelude::*;

#[lambda_handler]
async fn hello(name: String) -> String {
    std::thread::spawn(|| ());
    name
}

fn use_it() -> Gateway {
    HELLO
}
