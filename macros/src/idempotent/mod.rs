//! `#[idempotent]` on a handler: once for each key.

mod args;
mod expand;
mod key;
mod misplaced;
mod model;
mod parse;
mod store;

pub(crate) use self::expand::handler;
pub(crate) use self::misplaced::{misplaced, without_handler};
pub(crate) use self::model::Idempotent;
pub(crate) use self::parse::{Found, refuse_on, take, taken_off};

/// Its name.
pub(crate) const NAME: &str = "idempotent";

/// How it is written.
const FORM: &str = "#[idempotent(key = \"order_id\", ttl = \"1h\", store = orders_done)]";
