use gatewright::prelude::*;

#[lazy_module]
#[path = "../../modules/empty.rs"]
mod catalog;

fn main() {}
