use gatewright::prelude::*;

fn pause() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}

#[lambda_handler(main = false)]
async fn hello(name: String) -> String {
    pause();
    name
}

#[lambda_handler(main = false)]
async fn goodbye(name: String) -> String {
    name
}

fn main() -> std::process::ExitCode {
    gatewright::run(&HELLO)
}

fn use_it() -> Gateway {
    GOODBYE
}
