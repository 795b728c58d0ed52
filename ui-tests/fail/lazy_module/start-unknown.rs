use gatewright::lazy_module;

#[lazy_module(start = "INIT")]
mod catalog {
    pub fn init() -> u32 {
        1
    }
}

fn main() {
    let _ = catalog::try_get();
}
