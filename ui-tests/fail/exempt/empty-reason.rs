use gatewright::prelude::*;

#[exempt(blocking, reason = " ")]
pub fn wait() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}

fn main() {
    wait();
}
