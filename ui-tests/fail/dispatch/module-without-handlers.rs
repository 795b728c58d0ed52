use gatewright::prelude::*;

#[dispatch]
mod shop {
    pub fn helper() {}
}

fn main() {
    shop::helper();
    let _ = shop::INTERFACE;
}
