//! The tables of a whole function.

use super::entry::{Key, Target};
use super::surroundings::Surroundings;
use super::tables::View;
use super::variables::Variables;
use crate::event::Envelope;
use crate::event::source::Source;

/// The targets of a function, with the tables that find them.
#[derive(Clone, Copy)]
pub(crate) struct Table {
    pub(crate) targets: &'static [Target],
    pub(crate) view: View,
    pub(crate) envelope: Envelope,
    /// `None` if no name is in an environment variable.
    pub(crate) variables: Option<&'static dyn Variables>,
    /// The base paths of the custom domains that are mapped to the function's API.
    pub(crate) base_paths: &'static [&'static str],
    /// `None` without middleware and CORS policies.
    pub(crate) surroundings: Option<&'static Surroundings>,
}

impl Table {
    /// Returns the index of the handler for the events of this source with exactly this name. An empty name is that of a handler for
    /// every other name.
    pub(crate) fn source(&self, source: &Source, name: &str) -> Option<usize> {
        self.view.source(source, name).or_else(|| {
            let variables = self.variables.filter(|_| !name.is_empty())?;
            variables.find(self.targets, source, name)
        })
    }

    /// Iterates over the names of the operations, in the order of the source.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &'static str> {
        self.targets.iter().filter_map(|target| match target.key {
            Key::Operation(name) => Some(name),
            _ => None,
        })
    }
}
