use gatewright::prelude::*;
use gatewright::{IntoResponse, Response};

#[dispatch]
mod shop {
    use super::*;

    #[get("/orders")]
    pub async fn orders() -> Response {
        created().into_response()
    }
}

fn created() -> impl IntoResponse {
    (StatusCode::CREATED, "text")
}

/// What the message advises.
fn advised() -> impl IntoResponse {
    (StatusCode::CREATED, "text").into_response()
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = advised().into_response();
}
