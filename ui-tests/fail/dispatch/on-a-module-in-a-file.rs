use gatewright::prelude::*;

#[dispatch]
#[path = "../../modules/empty.rs"]
mod shop;

fn main() {}
