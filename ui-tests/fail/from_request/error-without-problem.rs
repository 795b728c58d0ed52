use gatewright::prelude::*;
use gatewright::{FromRequest, Request};

struct User;

impl FromRequest for User {
    type Error = String;

    async fn from_request(_: Request<'_>) -> Result<Self, String> {
        Ok(User)
    }
}

#[lambda_handler]
#[get("/")]
async fn index(_: User) -> String {
    String::new()
}
