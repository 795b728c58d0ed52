//! One function that answers something: its key, its signature, and its line in the table.

mod borrowed;
mod expand;
mod helper;
mod model;
mod shared;
mod signature;
mod type_to_string;

pub(crate) use self::borrowed::has_impl_trait;
pub(crate) use self::expand::{Lines, lines};
pub(crate) use self::helper::{Found, take};
pub(crate) use self::model::{Answers, Handler, OperationName};
pub(crate) use self::signature::{Expected, read as read_signature};
