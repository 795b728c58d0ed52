//! A middleware in concurrent mode whose future stays on its thread.
use std::rc::Rc;

use gatewright::prelude::*;
use gatewright::{Next, Request, Response};

async fn counting(request: Request, next: Next<'_>) -> Response {
    let count = Rc::new(1);
    let response = next.run(request).await;
    response.with_header("x-count", *count)
}

#[lambda_handler]
#[dispatch(concurrent, middleware(counting))]
mod shop {
    #[get("/")]
    pub async fn root() -> &'static str {
        "root"
    }
}
