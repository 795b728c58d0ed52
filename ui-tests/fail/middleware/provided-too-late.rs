//! A middleware that takes what only a middleware within it provides.
use gatewright::prelude::*;
use gatewright::{Next, Request, Response};

#[derive(Clone, Extension)]
pub struct User(pub String);

async fn auth(request: Request, next: Next<'_, User>) -> Response {
    next.provide(User(String::new())).run(request).await
}

async fn audit(request: Request, next: Next<'_>, Extension(user): Extension<User>) -> Response {
    next.run(request).await.with_header("x-user", user.0)
}

#[lambda_handler]
#[dispatch(middleware(audit, auth))]
mod shop {
    #[get("/")]
    pub async fn root() -> &'static str {
        "root"
    }
}
