//! Responses through triggers that stream.
//!
//! Behind a trigger that is [declared](macro@crate::dispatch) to stream, every response goes to the Runtime API in the streaming form, by a
//! request of its own: `lambda_runtime` would write an error of the stream into the body.

mod post;
mod stream_support;

pub(crate) use stream_support::Streams;

/// The largest response that Lambda streams, in bytes: 200 MB.
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html>
const LARGEST_STREAM: u64 = 200 * 1024 * 1024;
