//! `#[lazy_module(env)]` on a struct: its fields are environment variables, and a lazy module reads them.

mod args;
mod expand;
mod model;
mod parse;

pub(super) use self::expand::expand;
pub(super) use self::model::Environment;
pub(super) use self::parse::parse;
