//! A middleware in concurrent mode that takes an extractor of its own.
use gatewright::prelude::*;
use gatewright::{FromRequest, Next, Request, RequestRef, Response};

pub struct Page(u32);

impl FromRequest for Page {
    type Error = Problem;

    async fn from_request(_: RequestRef<'_>) -> Result<Self, Problem> {
        Ok(Self(1))
    }
}

async fn paged(request: Request, next: Next<'_>, page: Page) -> Response {
    next.run(request).await.with_header("x-page", page.0)
}

#[lambda_handler]
#[dispatch(concurrent, middleware(paged))]
mod shop {
    #[get("/")]
    pub async fn root() -> &'static str {
        "root"
    }
}
