use gatewright::prelude::*;
use gatewright::{FromRequest, RequestRef};

struct User;

impl FromRequest for User {
    type Error = String;

    async fn from_request(_: RequestRef<'_>) -> Result<Self, String> {
        Ok(User)
    }
}

#[lambda_handler]
#[get("/")]
async fn index(_: User) -> String {
    String::new()
}
