use gatewright::prelude::*;

#[lambda_handler]
struct Shop;

fn use_it() -> Shop {
    Shop
}

fn main() {}
