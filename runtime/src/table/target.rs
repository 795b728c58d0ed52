//! What the running function needs of an entry.
//!
//! An entry says more: where its handler was written, what it takes, its documentation. That is for messages of the compiler
//! and for the [`Manifest`](crate::Manifest); a release build links none of it.

use super::entry::{Calling, Entry, Key};
use super::tables::View;
use crate::event::Envelope;
use crate::handler::endpoint::Handler;

/// A key with its handler.
#[derive(Clone, Copy)]
pub struct Target {
    pub(crate) key: Key,
    /// The function's name, for the log.
    pub(crate) function: &'static str,
    pub(crate) handler: &'static dyn Handler,
    pub(crate) calling: Calling,
}

impl Target {
    /// The targets of all entries, in their order; `N` is how many there are.
    pub const fn of<const N: usize>(entries: &[Entry]) -> [Self; N] {
        let mut targets = [Entry::NONE.target(); N];
        let mut at = 0;
        while at < N {
            targets[at] = entries[at].target();
            at += 1;
        }
        targets
    }

    /// The path template; empty where there is none.
    pub(crate) const fn template(&self) -> &'static str {
        match self.key {
            Key::Route(_, template) => template,
            Key::Operation(_) | Key::Source(..) | Key::WholeEvent => "",
        }
    }
}

/// The targets of a function, with the tables that find them.
#[derive(Clone, Copy)]
pub(crate) struct Table {
    pub(crate) targets: &'static [Target],
    pub(crate) view: View,
    pub(crate) envelope: Envelope,
}

impl Table {
    /// The names of the operations, in the order in which they were written.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &'static str> {
        self.targets.iter().filter_map(|target| match target.key {
            Key::Operation(name) => Some(name),
            _ => None,
        })
    }
}
