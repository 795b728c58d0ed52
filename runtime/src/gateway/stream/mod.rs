//! Responses to triggers that stream.
//!
//! If a trigger is [declared](macro@crate::dispatch) to stream, a separate request posts every response to the Runtime API in the
//! streaming format. `lambda_runtime` would write an error of the stream into the body.

mod post;
mod stream_support;

pub(crate) use stream_support::Streams;

/// Lambda's limit for a streamed response, in bytes.
const LARGEST_STREAM: u64 = gatewright_tables::limits::STREAMED_RESPONSE_BYTES as u64;
