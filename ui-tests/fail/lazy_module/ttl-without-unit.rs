use gatewright::lazy_module;

#[lazy_module(ttl = 300)]
mod token {
    pub fn init() -> u32 {
        1
    }
}

fn main() {
    let _ = token::try_get();
}
