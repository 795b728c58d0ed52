use gatewright::prelude::*;

#[exempt]
pub fn wait() {}

fn main() {
    wait();
}
