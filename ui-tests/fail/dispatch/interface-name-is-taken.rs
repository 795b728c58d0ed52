use gatewright::prelude::*;

#[dispatch]
mod shop {
    pub const INTERFACE: u8 = 0;

    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
}
