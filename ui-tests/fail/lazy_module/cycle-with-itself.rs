use gatewright::prelude::*;

#[lazy_module]
mod one {
    pub async fn init(one: super::one::Lazy) -> u8 {
        *one
    }
}

fn use_it(one: one::Lazy) -> u8 {
    *one
}

fn main() {}
