use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[get("/orders")]
    pub struct Orders;

    #[operation]
    pub async fn ping() {}
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = shop::Orders;
}
