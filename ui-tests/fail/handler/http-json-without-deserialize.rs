use gatewright::prelude::*;

pub struct Opaque;

#[dispatch]
mod shop {
    use super::*;

    #[post("/orders")]
    pub async fn orders(Json(order): Json<Opaque>) {
        let _ = order;
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
