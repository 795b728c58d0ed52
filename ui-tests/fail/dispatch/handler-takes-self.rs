use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[operation]
    pub async fn echo(&mut self) {}

    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
}
