use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[get("/orders")]
    pub async fn orders(Json(filter): Json<String>) {
        let _ = filter;
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
