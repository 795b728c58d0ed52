//! Operations that need several invocations: each step passes its state to the next in a continuation token.

mod checkpoint;
mod key;
mod progress;
mod step;
mod token;

pub use checkpoint::Checkpoint;
pub use progress::Progress;
pub(crate) use step::Step;
