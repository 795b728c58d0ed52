//! The result of a comparison.

use super::places::Code;
use super::tree::At;

/// Whether a finding makes the command end with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Error,
    /// Advice of AWS that the code does not depend on.
    Note,
}

/// A difference between the code and the template.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    pub(super) level: Level,
    /// The function's name in the code.
    pub(super) function: String,
    /// The property, such as `Timeout` or `Events.Orders.BatchSize`.
    pub(super) field: String,
    pub(super) headline: String,
    /// What the code says. `None` if nothing in it does.
    pub(super) code: Option<Side<Code>>,
    pub(super) template: Side<At>,
    pub(super) help: String,
    pub(super) note: Option<String>,
}

/// A value and its place. `None` stands for a value that is absent.
#[derive(Clone, Debug)]
pub(super) struct Side<P> {
    pub(super) value: Option<String>,
    pub(super) place: P,
}

/// A field that could not be compared.
#[derive(Clone, Debug)]
pub(super) struct Skipped {
    pub(super) function: String,
    pub(super) field: String,
    pub(super) at: At,
    pub(super) why: String,
}

/// Everything that a comparison found.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) findings: Vec<Finding>,
    pub(super) skipped: Vec<Skipped>,
    /// The functions that were compared: names in the code and logical ids.
    pub(super) compared: Vec<(String, String)>,
    /// The logical ids of functions that the code does not have.
    pub(super) left_alone: Vec<String>,
    /// The number of fields that were compared.
    pub(super) fields: usize,
}

impl Report {
    pub(super) fn errors(&self) -> usize {
        let errors = self
            .findings
            .iter()
            .filter(|finding| finding.level == Level::Error);
        errors.count()
    }
}
