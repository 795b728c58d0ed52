//! A handler: its key, its signature, and its entry in the table.

mod described;
mod expand;
mod model;
mod parse;
mod shared;

pub(crate) use self::expand::{INTERFACE, interface, merged_interface};
pub(crate) use self::model::{Answers, Handler, OperationName};
pub(crate) use self::parse::{Expected, Found, has_impl_trait, read_signature, take};
