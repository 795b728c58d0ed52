//! Tables that the macros, the runtime, the rules and the documentation of [Gatewright](https://docs.rs/gatewright) share.
//!
//! The crate has no dependencies, because every function compiles it twice: for its macros and for itself.

#![no_std]

mod event_sources;
pub mod limits;
pub mod metrics;
pub mod naming;
pub mod origin;
pub mod prices;
mod source_options;

pub use event_sources::{Arguments, EventSource, SOURCES, SourceKind};
pub use naming::{Naming, ResourceName};
pub use source_options::{BUCKET_EVENTS, OptionValues, SourceOption};

/// The attributes that make a function of a `#[dispatch]` module a handler of something other than an event source.
pub const OTHER_HANDLERS: [&str; 9] = [
    "operation",
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "head",
    "options",
    "any",
];

/// Whether `attribute` makes a function of a `#[dispatch]` module a handler.
///
/// ```
/// assert!(gatewright_tables::is_handler_attribute("sqs"));
/// assert!(gatewright_tables::is_handler_attribute("get"));
/// assert!(!gatewright_tables::is_handler_attribute("inline"));
/// ```
pub fn is_handler_attribute(attribute: &str) -> bool {
    OTHER_HANDLERS.contains(&attribute)
        || SOURCES.iter().any(|source| source.attribute == attribute)
}
