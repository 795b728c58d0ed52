//! A function with two layers. It does not skip the layer of the other function.

use gatewright::prelude::*;

#[lambda_handler]
#[dispatch(layer = "gateway")]
mod api {
    use super::*;

    #[get("/sales")]
    pub async fn list() -> Json<u64> {
        two_functions::pause();
        Json(stock::count(two_functions::name()))
    }
}

#[dispatch(layer = "core")]
mod stock {
    pub fn count(name: &str) -> u64 {
        name.len() as u64
    }
}
