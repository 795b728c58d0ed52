//! Types that cannot be extensions.
use gatewright::prelude::*;
use gatewright::{Next, Request, Response};

#[derive(Clone)]
pub struct User(pub String);

async fn auth(request: Request, next: Next<'_, User>) -> Response {
    next.provide(User(String::new())).run(request).await
}

#[lambda_handler]
#[dispatch]
mod shop {
    use super::*;

    #[get("/me")]
    pub async fn me(Extension(user): Extension<User>) -> String {
        user.0
    }

    #[get("/other")]
    #[middleware(auth)]
    pub async fn other() -> &'static str {
        "other"
    }
}
