//! A middleware that names a type and does not provide it.
use gatewright::prelude::*;
use gatewright::{Next, Request, Response};

#[derive(Clone, Extension)]
pub struct User(pub String);

async fn auth(request: Request, next: Next<'_, User>) -> Response {
    next.run(request).await
}

#[lambda_handler]
#[dispatch(middleware(auth))]
mod shop {
    #[get("/")]
    pub async fn root() -> &'static str {
        "root"
    }
}
