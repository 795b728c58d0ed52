//! What one module answers.

use super::conflicts;
use super::entry::{Entry, Key};
use super::tables::View;

/// What a `#[dispatch]` module answers: its routes and operations, with the tables that find them, all of it constant.
#[derive(Clone, Copy)]
pub struct Interface {
    pub(crate) entries: &'static [Entry],
    pub(crate) tables: View,
}

impl Interface {
    #[doc(hidden)]
    pub const fn new(entries: &'static [Entry], tables: View) -> Self {
        Self { entries, tables }
    }

    /// Fails to compile when two handlers answer the same thing.
    #[doc(hidden)]
    #[track_caller]
    pub const fn assert_unambiguous(&self) {
        if let Some((earlier, later)) = self.tables.conflict {
            let message = conflicts::message(&self.entries[earlier], &self.entries[later]);
            panic!("{}", message.as_str());
        }
    }

    /// The names of the operations, in the order in which they were written.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &'static str> {
        self.entries.iter().filter_map(|entry| match entry.key {
            Key::Operation(name) => Some(name),
            _ => None,
        })
    }
}
