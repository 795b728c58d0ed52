//! Lists that are not paths of functions.
use gatewright::prelude::*;
use gatewright::{Next, Request, Response};

pub async fn timing(request: Request, next: Next<'_>) -> Response {
    next.run(request).await
}

#[dispatch(middleware(timing, timing))]
mod twice {
    #[get("/twice")]
    pub async fn root() {}
}

#[dispatch(middleware = timing)]
mod pair {
    #[get("/pair")]
    pub async fn root() {}
}

#[dispatch(middleware("timing", limit(5)))]
mod values {
    #[get("/values")]
    pub async fn root() {}
}

#[dispatch(middleware())]
mod empty {
    #[get("/empty")]
    pub async fn root() {}
}

#[dispatch(middleware(timing))]
mod operations {
    #[operation]
    pub async fn count() {}
}

#[lambda_handler]
#[dispatch(interfaces(twice, pair, values, empty, operations), middlewares(timing))]
mod gateway {}
