use gatewright::prelude::*;

#[lambda_handler]
mod shop {
    use super::*;

    #[get("/orders/{id}")]
    pub async fn get_order(Path(id): Path<u32>) -> Json<u32> {
        Json(id)
    }
}

fn use_it() -> Gateway {
    shop::GATEWAY
}
