//! API Gateway's HTTP API, payload format 2.0, with one route `$default` and one stage `$default`.
//!
//! Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs". Cases that it leaves open follow
//! captures from live APIs.

mod event;
mod response;

pub use event::{RequestMetadata, event, function_url_event};
pub use response::response;

pub(super) use response::TEXT;
