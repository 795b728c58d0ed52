use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[get("/orders")]
    pub async fn orders() -> Json<u32> {
        Json("text")
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
