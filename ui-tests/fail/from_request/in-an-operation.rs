use gatewright::prelude::*;
use gatewright::{FromRequest, RequestRef};

struct User;

impl FromRequest for User {
    type Error = Problem;

    async fn from_request(_: RequestRef<'_>) -> Result<Self, Problem> {
        Ok(User)
    }
}

#[lambda_handler]
#[operation]
async fn index(_: User) -> String {
    String::new()
}
