use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[get("/orders/{id}")]
    pub async fn one(Path(id): Path<u32>) -> Json<u32> {
        Json(id)
    }

    #[get("/orders/{id}/")]
    pub async fn another(Path(id): Path<u32>) -> Json<u32> {
        Json(id)
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
