//! `any` and `credentials`, which browsers refuse together.
use gatewright::prelude::*;

#[lambda_handler]
#[dispatch(cors(origins(any), methods(any), headers(any), expose(any), credentials))]
mod shop {
    #[get("/")]
    pub async fn root() {}
}
