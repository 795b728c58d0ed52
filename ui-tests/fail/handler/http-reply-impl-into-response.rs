use gatewright::prelude::*;
use gatewright::{IntoResponse, Response};

#[dispatch]
mod shop {
    use super::*;

    #[get("/alone")]
    pub async fn alone() -> impl IntoResponse {
        (StatusCode::OK, "text")
    }

    #[get("/result/{id}")]
    pub async fn result(Path(id): Path<u32>) -> Result<impl gatewright::IntoResponse, StatusCode> {
        if id == 0 {
            return Err(StatusCode::NOT_FOUND);
        }
        Ok((StatusCode::OK, Json(id)))
    }

    /// What the message advises.
    #[get("/advised")]
    pub async fn advised() -> Response {
        (StatusCode::OK, "text").into_response()
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
