use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[operation]
    pub async fn ping() {}

    #[gatewright::lazy_module]
    pub mod catalog {
        pub fn init() -> u8 {
            std::thread::sleep(std::time::Duration::from_millis(1));
            0
        }
    }
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = shop::catalog::get();
}
