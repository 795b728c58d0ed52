//! A middleware that is not async.
use gatewright::prelude::*;
use gatewright::{IntoResponse, Next, Request, Response};

fn refuse(_: Request, _: Next<'_>) -> Response {
    StatusCode::FORBIDDEN.into_response()
}

#[lambda_handler]
#[dispatch(middleware(refuse))]
mod shop {
    #[get("/")]
    pub async fn root() -> &'static str {
        "root"
    }
}
