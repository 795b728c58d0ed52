use gatewright::prelude::*;

struct Shop;

#[dispatch]
impl Shop {}

fn main() {
    let _ = Shop;
}
