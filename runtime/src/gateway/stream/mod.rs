//! Responses that are made while they are sent.
//!
//! A handler returns a [`StreamBody`]. Behind a trigger that is [declared](crate::dispatch) to stream, every response goes to the service
//! in the streaming form, by a request of its own (the [`side`]); everywhere else the stream is [`collected`] first. A function that does
//! neither links none of it: what collects comes with the stream's own type, and what streams with the gateway's constant.

mod body;
mod collected;
mod post;
mod stream_support;
mod wire;
mod writer;

pub use body::StreamBody;
pub(crate) use stream_support::StreamSupport;
pub use writer::BodyWriter;

use crate::error::FunctionError;
use crate::gateway::Completion;
use crate::platform::threads::Boxed;

/// A response that is being sent.
type Answering<'a> = Boxed<'a, Result<Completion, FunctionError>>;

/// The largest response that Lambda streams, in bytes: 200 MB.
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html>
const LARGEST_STREAM: u64 = 200 * 1024 * 1024;
