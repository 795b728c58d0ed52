use gatewright::prelude::*;

#[lambda_handler]
#[path = "../../modules/empty.rs"]
mod shop;

fn main() {}
