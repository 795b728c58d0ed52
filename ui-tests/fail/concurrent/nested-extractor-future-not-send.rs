//! An extractor that awaits another one is `Send` only if the other one is.

use std::rc::Rc;

use gatewright::prelude::*;
use gatewright::{FromRequest, Rejection, RequestRef};

struct Tenant(String);

impl FromRequest for Tenant {
    type Error = Rejection;

    async fn from_request(request: RequestRef<'_>) -> Result<Self, Rejection> {
        let name = Rc::new(request.path().to_owned());
        std::future::ready(()).await;
        Ok(Self(name.to_string()))
    }
}

struct User(Tenant);

impl FromRequest for User {
    type Error = Rejection;

    async fn from_request(request: RequestRef<'_>) -> Result<Self, Rejection> {
        request.extract().await.map(Self)
    }
}

#[lambda_handler(mode = "concurrent", main = false)]
#[get("/me")]
async fn me(user: Option<User>) -> String {
    user.map_or_else(String::new, |user| user.0.0)
}

fn main() {
    let _ = &ME;
}
