use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[get("/orders/{id}")]
    pub async fn by_id(Path(id): Path<u32>) -> Json<u32> {
        Json(id)
    }

    #[get("/orders/{number}")]
    pub async fn by_number(Path(number): Path<u32>) -> Json<u32> {
        Json(number)
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
