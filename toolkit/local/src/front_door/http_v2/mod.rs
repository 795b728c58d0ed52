//! API Gateway's HTTP API, payload format 2.0, with one route `$default` and one stage `$default`.
//!
//! Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs"; the cases it leaves open
//! follow captures from live APIs.

mod event;
mod response;

pub use event::{event, function_url_event};
pub use response::response;

pub(super) use response::{Status, finish, header_lines, set_cookies};
