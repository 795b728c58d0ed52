use gatewright::Response;
use gatewright::prelude::*;

#[dispatch]
mod shop {
    use super::*;

    #[operation]
    pub async fn json() -> Result<Json<u32>, Error> {
        Ok(Json(7))
    }

    #[operation]
    pub async fn response() -> Response {
        Response::new(StatusCode::OK)
    }

    /// What the message advises.
    #[operation]
    pub async fn advised() -> Result<u32, Error> {
        Ok(7)
    }
}

fn main() {
    let _ = shop::INTERFACE;
}
