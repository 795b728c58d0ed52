use gatewright::prelude::*;
use gatewright::{IntoResponse, Response};

/// Has a JSON response, and one of its own.
#[derive(serde::Serialize)]
pub struct Order {
    sku: String,
}

impl IntoResponse for Order {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, Json(self)).into_response()
    }
}

#[dispatch]
mod shop {
    use super::*;

    #[get("/orders")]
    pub async fn orders() -> Order {
        Order { sku: "A-100".to_owned() }
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
