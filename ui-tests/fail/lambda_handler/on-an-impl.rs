use gatewright::prelude::*;

struct Shop;

#[lambda_handler]
impl Shop {}

fn main() {
    let _ = Shop;
}
