//! Work that is longer than one invocation: a step at a time, each handing its state to the next in a token.

mod checkpoint;
mod key;
mod progress;
mod step;
mod token;

pub use checkpoint::Checkpoint;
pub use progress::Progress;
pub(crate) use step::Step;
