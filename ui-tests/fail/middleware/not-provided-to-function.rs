//! A function of one handler that takes what no middleware provides.
use gatewright::prelude::*;

#[derive(Clone, Extension)]
pub struct User(pub String);

#[lambda_handler]
#[get("/me")]
async fn me(Extension(user): Extension<User>) -> String {
    user.0
}
