use gatewright::prelude::*;

#[path = "../../modules/quiet.rs"]
mod quiet;

#[lambda_handler(main = false)]
async fn hello(count: u8) -> u8 {
    let lock = quiet::Mutex(count);
    quiet::thread::spawn(|| ());
    quiet::pause();
    lock.0
}

fn main() {
    let watch = std::thread::spawn(|| ());
    watch.join().unwrap();
    let _: Gateway = HELLO;
}
