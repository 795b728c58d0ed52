use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[get("/orders/{id}")]
    pub async fn one(Path(id): Path<u32>) -> Json<u32> {
        Json(id)
    }

    #[post("/orders/{id}")]
    pub async fn change(Path(id): Path<u32>) -> Json<u32> {
        Json(id)
    }

    #[any("/orders/{id}")]
    pub async fn otherwise(Path(id): Path<u32>) -> Json<u32> {
        Json(id)
    }

    #[get("/orders/new")]
    pub async fn new() {}

    #[get("/orders/{rest+}")]
    pub async fn rest() {}

    #[get("/orders.json")]
    pub async fn json() {}

    #[get("/")]
    pub async fn home() {}
}

fn main() {
    let _ = shop::INTERFACE;
}
