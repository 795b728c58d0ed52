use gatewright::prelude::*;

fn pause() {
    use std::thread as t;
    t::sleep(std::time::Duration::from_millis(1));
}

#[lambda_handler]
async fn hello(name: String) -> String {
    pause();
    name
}

fn use_it() -> Gateway {
    HELLO
}
