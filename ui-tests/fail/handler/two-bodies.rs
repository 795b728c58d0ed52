use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[post("/orders")]
    pub async fn orders(Json(one): Json<String>, Json(other): Json<u8>) {
        let _ = (one, other);
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
