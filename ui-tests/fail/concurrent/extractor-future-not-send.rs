use std::rc::Rc;

use gatewright::prelude::*;
use gatewright::{FromRequest, RequestRef};

struct User(String);

impl FromRequest for User {
    type Error = Problem;

    async fn from_request(request: RequestRef<'_>) -> Result<Self, Problem> {
        let name = Rc::new(request.path().to_owned());
        std::future::ready(()).await;
        Ok(Self(name.to_string()))
    }
}

#[lambda_handler(mode = "concurrent", main = false)]
#[get("/me")]
async fn me(user: User) -> String {
    user.0
}

fn main() {
    let _ = &ME;
}
