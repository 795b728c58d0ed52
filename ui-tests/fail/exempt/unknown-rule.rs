use gatewright::prelude::*;

#[exempt(blokking, reason = "the wait is short")]
pub fn wait() {
    std::thread::sleep(std::time::Duration::from_millis(1));
}

fn main() {
    wait();
}
