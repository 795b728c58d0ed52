//! The cold start, split into its parts: the process, the runtime, each lazy module, the handler.

mod report;
mod timeline;
#[cfg(debug_assertions)]
mod waterfall;

pub(super) use self::report::write;
pub(crate) use self::timeline::{ColdStart, starts_after};
pub(super) use self::timeline::{Start, record, starts};
