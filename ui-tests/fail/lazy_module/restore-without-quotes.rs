use gatewright::lazy_module;

#[lazy_module(restore = drop)]
mod connection {
    pub fn init() -> u32 {
        1
    }
}

fn main() {
    let _ = connection::try_get();
}
