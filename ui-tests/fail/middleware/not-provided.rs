//! A handler that takes what no middleware around it provides.
use gatewright::prelude::*;
use gatewright::{Next, Request, Response};

#[derive(Clone, Extension)]
pub struct User(pub String);

async fn auth(request: Request, next: Next<'_, User>) -> Response {
    next.provide(User(String::new())).run(request).await
}

mod orders {
    use super::*;

    #[dispatch]
    pub mod api {
        use super::*;

        #[get("/orders")]
        pub async fn orders(Extension(user): Extension<User>) -> String {
            user.0
        }
    }
}

/// Its middleware is not around the merged interface.
#[dispatch(middleware(auth))]
mod users {
    use super::*;

    #[get("/me")]
    pub async fn me(Extension(user): Extension<User>) -> String {
        user.0
    }
}

#[lambda_handler]
#[dispatch(interfaces(orders::api, users))]
mod gateway {}
