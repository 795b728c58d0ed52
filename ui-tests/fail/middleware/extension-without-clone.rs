//! A type that cannot be copied for each handler that takes it.
use gatewright::prelude::*;

#[derive(Extension)]
pub struct User(pub String);

#[lambda_handler]
#[dispatch]
mod shop {
    use super::*;

    #[get("/me")]
    pub async fn me(user: Option<gatewright::Extension<User>>) -> Option<String> {
        user.map(|user| user.0.0)
    }
}
