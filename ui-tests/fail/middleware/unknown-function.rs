//! A path that names nothing.
use gatewright::prelude::*;

#[lambda_handler]
#[dispatch(middleware(web::timing))]
mod shop {
    #[get("/")]
    pub async fn root() -> &'static str {
        "root"
    }
}
