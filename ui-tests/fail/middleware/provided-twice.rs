//! Two middleware that provide one type.
use gatewright::prelude::*;
use gatewright::{Next, Request, Response};

#[derive(Clone, Extension)]
pub struct User(pub String);

#[derive(Clone, Extension)]
pub struct Tenant(pub u32);

async fn by_token(request: Request, next: Next<'_, User>) -> Response {
    next.provide(User(String::new())).run(request).await
}

async fn by_cookie(request: Request, next: Next<'_, (Tenant, User)>) -> Response {
    next.provide((Tenant(1), User(String::new()))).run(request).await
}

mod orders {
    use super::*;

    #[dispatch(middleware(by_cookie))]
    pub mod api {
        use super::*;

        #[get("/me")]
        pub async fn me(Extension(user): Extension<User>) -> String {
            user.0
        }
    }
}

#[lambda_handler]
#[dispatch(interfaces(orders::api), middleware(by_token))]
mod gateway {}
