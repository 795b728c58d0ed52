use gatewright::prelude::*;

#[dispatch]
mod shop {
    #[lambda_handler]
    #[get("/orders")]
    pub async fn orders() {}
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = shop::orders();
}
