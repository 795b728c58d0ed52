//! A handler in the module of the function that takes what no middleware around it provides.
use gatewright::prelude::*;
use gatewright::{Next, Request, Response};

#[derive(Clone, Extension)]
pub struct User(pub String);

async fn auth(request: Request, next: Next<'_, User>) -> Response {
    next.provide(User(String::new())).run(request).await
}

#[lambda_handler]
#[dispatch]
mod shop {
    use super::*;

    #[get("/me")]
    #[middleware(auth)]
    pub async fn me(Extension(user): Extension<User>) -> String {
        user.0
    }

    #[get("/orders/{id}")]
    pub async fn order(Path(id): Path<u64>, user: gatewright::Extension<User>) -> String {
        format!("{id} of {}", user.0.0)
    }

    /// It is not a handler.
    pub fn named(user: Extension<User>) -> String {
        user.0.0
    }
}
