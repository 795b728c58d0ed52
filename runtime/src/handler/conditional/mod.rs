//! Conditional requests and ranges of bytes (RFC 9110, sections 13 and 14).

mod answer;
mod date;
mod etag;
mod preconditions;
mod range;

pub use etag::ETag;
pub use preconditions::Preconditions;
