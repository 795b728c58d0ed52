use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[get("/orders/../{id}")]
    pub async fn orders() {}

    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = shop::orders();
}
