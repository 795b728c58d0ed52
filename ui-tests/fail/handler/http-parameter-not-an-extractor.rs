use gatewright::prelude::*;

pub struct Opaque;

#[dispatch]
mod shop {
    use super::*;

    #[get("/orders")]
    pub async fn orders(value: Opaque) {
        let _ = value;
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
