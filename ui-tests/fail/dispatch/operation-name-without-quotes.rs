use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[operation("")]
    pub async fn orders() {}

    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = shop::orders();
}
