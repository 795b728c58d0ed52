use gatewright::prelude::*;

#[dispatch]
#[lambda_handler(main = false)]
mod shop {
    use super::*;

    #[get("/orders/{id}")]
    pub async fn get_order(Path(id): Path<u32>) -> Json<u32> {
        Json(id)
    }
}

fn main() {
    let _ = (shop::GATEWAY, shop::INTERFACE, shop::get_order(Path(1)));
}
