use gatewright::prelude::*;

pub struct Opaque;

#[dispatch]
mod shop {
    use super::*;

    #[get("/orders")]
    pub async fn orders() -> Json<Opaque> {
        Json(Opaque)
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
