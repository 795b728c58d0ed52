use gatewright::prelude::*;

#[lambda_handler(main = false)]
async fn hello(name: String) -> String {
    name
}

fn main() -> std::process::ExitCode {
    std::thread::spawn(watch);
    gatewright::run(&HELLO)
}

fn watch() {
    std::thread::park();
}
