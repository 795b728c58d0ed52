//! A function with three layers.

use gatewright::prelude::*;

#[lambda_handler]
#[dispatch(layer = "gateway", interfaces(orders))]
mod api {
    use super::*;

    #[get("/orders")]
    pub async fn list() -> Json<u64> {
        two_functions::pause();
        two_functions::audit::write();
        let _client = two_functions::connect();
        Json(orders::count())
    }
}

#[dispatch(layer = "interface")]
mod orders {
    pub fn count() -> u64 {
        super::store::count()
    }
}

#[dispatch(layer = "core")]
mod store {
    pub fn count() -> u64 {
        1
    }
}
