//! `#[cors]` where it has no effect.
use gatewright::prelude::*;

#[cors(origins(any))]
pub async fn alone() {}

#[lambda_handler]
#[dispatch]
mod shop {
    #[operation]
    #[cors(origins(any))]
    pub async fn count() {}

    #[get("/twice")]
    #[cors(origins(any))]
    #[cors(origins("https://a.example"))]
    pub async fn twice() {}
}
