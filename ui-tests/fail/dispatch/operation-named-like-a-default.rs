use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[operation]
    pub async fn list() {}

    #[operation("shop.list")]
    pub async fn list_all() {}
}

fn main() {
    let _ = shop::INTERFACE;
}
