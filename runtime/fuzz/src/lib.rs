//! The functions of the fuzz targets. They are a crate of their own, because the rules for code on Lambda apply to it.

#[allow(
    dead_code,
    reason = "shared with the runtime's tests, which use more of it"
)]
#[path = "../../tests/fixtures/gateways.rs"]
mod gateways;
mod overlapping;

use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

pub use gateways::{kinds, readers};
pub use overlapping::routes;

/// The attribute of the handler that this event reaches in `kinds`.
pub fn kind_of(event: &[u8]) -> &'static str {
    gateways::kind_of(event)
}

#[lambda_handler(main = false)]
#[dispatch]
pub mod jar {
    use super::*;

    #[get("/")]
    async fn all(cookies: Cookies) -> Json<Vec<(String, String)>> {
        let pairs = cookies.iter();
        Json(
            pairs
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        )
    }
}

#[lambda_handler(main = false)]
#[dispatch(middleware(gatewright::middleware::compress_from::<16>, gatewright::middleware::etag))]
pub mod versions {
    use super::*;
    use gatewright::{ETag, Response};
    use std::time::{Duration, UNIX_EPOCH};

    /// 2026-01-01, in seconds since 1970.
    pub const MODIFIED: u64 = 1_767_225_600;
    pub const BODY: &str =
        "a body of some words, so that gzip makes it smaller: words, words, words, words and words";

    #[get("/version")]
    async fn version() -> Response {
        Response::new(StatusCode::OK)
            .with_text(BODY)
            .with_etag(&ETag::strong("v1"))
            .with_last_modified(UNIX_EPOCH + Duration::from_secs(MODIFIED))
    }
}

#[derive(Serialize, Deserialize)]
pub struct Work {
    text: String,
    steps: u8,
}

#[lambda_handler(main = false)]
#[dispatch]
pub mod steps {
    use super::*;

    #[operation]
    pub async fn copy(work: Work) -> Result<Progress<Work, String>, Error> {
        Ok(step(work))
    }

    /// Another operation with the same state.
    #[operation]
    pub async fn turn(work: Work) -> Result<Progress<Work, String>, Error> {
        Ok(step(work))
    }
}

fn step(mut work: Work) -> Progress<Work, String> {
    match work.steps.checked_sub(1) {
        Some(steps) => {
            work.steps = steps;
            Progress::Continue(work)
        }
        None => Progress::Done(work.text),
    }
}
