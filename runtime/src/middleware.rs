//! Ready-made middleware, for `#[dispatch(middleware(…))]` and `#[middleware(…)]`.
//!
//! ```
//! use gatewright::prelude::*;
//! use gatewright::middleware::{max_body, request_id, security_headers, server_timing};
//!
//! #[lambda_handler(main = false)]
//! #[dispatch(middleware(request_id, server_timing, security_headers, max_body::<65536>))]
//! mod shop {
//!     use super::*;
//!
//!     #[post("/orders")]
//!     pub async fn create(Json(order): Json<u64>) -> Json<u64> {
//!         Json(order)
//!     }
//! }
//!
//! # fn main() {
//! # use gatewright::testing::{TestRequest, block_on};
//! let request = TestRequest::new("POST", "/orders").header("x-request-id", "r-1").json(&7);
//! let response = block_on(request.send(&shop::GATEWAY)).unwrap();
//! assert_eq!((response.status(), response.text()), (200, "7"));
//! assert_eq!(response.header("x-request-id"), Some("r-1"));
//! assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
//! # }
//! ```
//!
//! | function | it does |
//! |---|---|
//! | [`request_id`] | answers with `x-request-id`, and provides a [`RequestId`] |
//! | [`access_log`] | writes a log line for each request (feature `tracing`) |
//! | [`server_timing`] | answers with `server-timing` |
//! | [`security_headers`] | answers with headers that browsers protect pages by |
//! | [`etag`] | answers with an `etag`, and answers conditional requests and ranges |
//! | [`compress`], [`compress_from`] | compresses bodies with gzip, or Brotli with the feature `brotli` |
//! | [`max_body`] | refuses larger bodies |
//! | [`bearer`], [`api_key`] | refuse requests without a token or a key of a lazy module |
//!
//! The [guide](crate::docs::middleware) shows how to write more.

pub use crate::handler::middleware::encoded::{compress, compress_from, etag};
#[cfg(feature = "tracing")]
pub use crate::handler::middleware::ready::access_log;
pub use crate::handler::middleware::ready::{
    Credentials, RequestId, api_key, bearer, max_body, request_id, security_headers, server_timing,
};
