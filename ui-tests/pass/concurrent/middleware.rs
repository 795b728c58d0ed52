//! Middleware of a concurrent function: its futures are `Send`.
use gatewright::prelude::*;
use gatewright::{Next, Request, Response};

#[lazy_module]
mod keys {
    pub async fn init() -> u32 {
        7
    }
}

#[derive(Clone, Extension)]
pub struct User(u32);

async fn auth(request: Request, next: Next<'_, User>, keys: keys::Lazy, _: Headers) -> Response {
    let body = request.body();
    let response = next.provide(User(*keys)).run(request).await;
    response.with_header("x-body", body.map_or(0, |body| body.len()))
}

async fn around(request: Request, next: Next<'_>) -> Result<Response, StatusCode> {
    tokio_like().await;
    Ok(next.run(request).await)
}

async fn tokio_like() {}

#[lambda_handler(main = false)]
#[dispatch(concurrent, middleware(around, auth), cors(origins("https://app.example.com")))]
mod shop {
    use super::*;

    #[get("/me")]
    #[middleware(super::around)]
    pub async fn me(Extension(user): Extension<User>) -> Json<u32> {
        Json(user.0)
    }
}

fn main() {
    let event = serde_json::json!({"httpMethod": "GET", "path": "/me", "headers": {}, "body": "abc"});
    let reply = gatewright::testing::block_on(gatewright::testing::invoke(&shop::GATEWAY, event)).unwrap();
    assert_eq!((&reply["body"], &reply["multiValueHeaders"]["x-body"]), (&"7".into(), &serde_json::json!(["3"])));
}
