use gatewright::prelude::*;

#[exempt(threading, reason = "there was a thread here once")]
pub fn wait() {}

fn main() {
    wait();
}
