use gatewright::prelude::*;

struct Shop;

impl Shop {
    #[post("/orders")]
    async fn orders(&self) {}
}

fn main() {
    let _ = Shop.orders();
}
