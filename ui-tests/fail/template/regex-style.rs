use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[get("/orders/{id:[0-9]+}")]
    pub async fn orders() {}

    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = shop::orders();
}
