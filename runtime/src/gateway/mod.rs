//! A function's gateway: from an event to the handler that answers it, and back.

mod answer;
mod batch;
mod http;
pub(crate) mod manifest;
mod mapping;
mod operation;
mod parts;
mod recording;
mod source;
mod stream;
mod surrounded;

pub(crate) use answer::answer;
pub(crate) use batch::Batches;
pub(crate) use http::Http;
pub use manifest::Options;
pub(crate) use operation::Steps;
#[cfg(feature = "concurrent")]
pub(crate) use parts::Concurrently;
pub use parts::Gateway;
#[cfg(unix)]
pub(crate) use parts::ShutdownSide;
pub(crate) use parts::{Completion, RawInvocation, StreamSupport};
pub(crate) use recording::RecordSide;
pub(crate) use source::EventSources;
pub(crate) use stream::Streams;
pub(crate) use surrounded::Surrounded;
