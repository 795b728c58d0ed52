use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[operation]
    pub async unsafe fn echo() {}

    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = shop::echo;
}
