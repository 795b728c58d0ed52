use gatewright::prelude::*;
use gatewright::{IntoResponse as _, Response};

#[dispatch]
mod shop {
    use super::*;

    #[get("/status")]
    pub async fn status() -> (StatusCode, [(&'static str, bool); 1], String) {
        (StatusCode::OK, [("x-a", true)], String::new())
    }
}

fn main() {
    let _ = shop::INTERFACE;
    let _ = Response::new(StatusCode::OK).with_header("x-a", true);
    let _ = (StatusCode::OK, [("x-a", Some("b"))], "text").into_response();
}
