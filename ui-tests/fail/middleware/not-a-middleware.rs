//! Functions that are not middleware.
use gatewright::prelude::*;
use gatewright::{Next, Request, Response};

async fn without_next(_: Request) -> Response {
    unimplemented!()
}

async fn returns_text(_: Request, _: Next<'_>) -> String {
    String::new()
}

async fn takes_a_number(request: Request, next: Next<'_>, _: u32) -> Response {
    next.run(request).await
}

#[lambda_handler]
#[dispatch(middleware(without_next, returns_text))]
mod shop {
    use super::*;

    #[get("/")]
    #[middleware(takes_a_number)]
    pub async fn root() -> &'static str {
        "root"
    }
}
