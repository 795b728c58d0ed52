use gatewright::prelude::*;

#[delete("/orders")]
struct Orders;

fn main() {
    let _ = Orders;
}
