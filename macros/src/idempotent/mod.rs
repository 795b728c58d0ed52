//! `#[idempotent]` on a handler: runs it once for each key.

mod args;
mod expand;
mod model;
mod parse;

pub(crate) use self::expand::{described, handler, store};
pub(crate) use self::model::Idempotent;
pub(crate) use self::parse::{Found, misplaced, refuse_on, take, taken_off, without_handler};

/// The attribute's name.
pub(crate) const NAME: &str = "idempotent";

/// The expected form.
const FORM: &str = "#[idempotent(key = \"order_id\", ttl = \"1h\", store = orders_done)]";
