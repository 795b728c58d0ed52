//! `#[on_shutdown]`: what a function does when its environment ends.

mod expand;
mod misplaced;
mod model;
mod parse;

pub(crate) use self::expand::value;
pub(crate) use self::misplaced::misplaced;
pub(crate) use self::model::Hook;
pub(crate) use self::parse::{report_on, take};

/// The attribute's name.
const NAME: &str = "on_shutdown";

/// The whole of what is expected.
const FORM: &str =
    "#[on_shutdown]\nasync fn flush(metrics: Option<metrics::Lazy>, deadline: Deadline) { … }";
