use gatewright::prelude::*;

#[lambda_handler(timeout = "29s", guard = "500ms", memory = 1769, tmp = 512, name = "orders", description = "Orders.", main = false)]
#[dispatch]
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
