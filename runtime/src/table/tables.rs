//! The lookup tables of an interface, filled while the function is compiled.

use super::entry::Target;
use super::entry::{Entry, Key};
use super::hash::{self, Named, Names, NamesView};
use super::node::Node;
use super::reach::Unreached;
use super::routes::Routes;
use super::segments;
use super::sources::{OPERATIONS_ID, Sources};
use super::words::Words;
use crate::event::Envelope;
use crate::event::source::Source;

/// How large the tables of some entries are.
#[derive(Clone, Copy)]
pub struct Size {
    /// Slots for names of operations and of event sources.
    pub operations: usize,
    /// Nodes of the route tree, at most.
    pub nodes: usize,
    /// Slots for the route tree's edges, at most.
    pub edges: usize,
}

impl Size {
    /// The size that `entries` need.
    pub const fn of(entries: &[Entry]) -> Self {
        let (mut operations, mut nodes, mut edges) = (0, 1, 0);
        let mut at = 0;
        while at < entries.len() {
            match entries[at].key {
                Key::Operation(_) | Key::Source(..) => operations += 1,
                Key::Route(_, template) => {
                    let (segments, literals) = segments::counts(template.as_bytes());
                    nodes += segments;
                    edges += literals;
                }
                Key::WholeEvent => {}
            }
            at += 1;
        }
        Self {
            operations: hash::slots_for(operations),
            nodes,
            edges: hash::slots_for(edges),
        }
    }
}

/// The tables themselves. The parameters are those of [`Size`].
pub struct Tables<const OPERATIONS: usize, const NODES: usize, const EDGES: usize> {
    pub(super) operations: Names<OPERATIONS>,
    pub(super) nodes: [Node; NODES],
    pub(super) edges: Names<EDGES>,
    pub(super) has_operations: bool,
    pub(super) routes: usize,
    pub(super) sources: Sources,
    pub(super) whole_event: Option<usize>,
    pub(super) conflict: Option<(usize, usize)>,
    pub(super) unreached: Option<Unreached>,
}

impl<const OPERATIONS: usize, const NODES: usize, const EDGES: usize>
    Tables<OPERATIONS, NODES, EDGES>
{
    /// The tables, their sizes forgotten. They find no long name before they are laid over targets: see [`View::over`].
    pub const fn view(&'static self) -> View {
        View {
            targets: &[],
            operations: self.operations.view(),
            routes: if self.routes == 0 {
                None
            } else {
                Some(Routes {
                    nodes: &self.nodes,
                    edges: self.edges.view(),
                })
            },
            has_operations: self.has_operations,
            sources: &self.sources,
            whole_event: self.whole_event,
            conflict: self.conflict,
            unreached: self.unreached,
        }
    }
}

/// [`Tables`] of any size.
#[derive(Clone, Copy)]
pub struct View {
    targets: &'static [Target],
    operations: NamesView,
    /// The tree of the routes, if there are any.
    pub routes: Option<Routes>,
    has_operations: bool,
    pub(crate) sources: &'static Sources,
    pub(crate) whole_event: Option<usize>,
    pub(super) conflict: Option<(usize, usize)>,
    pub(super) unreached: Option<Unreached>,
}

impl View {
    /// The tables over the targets of the entries from which they were built.
    #[must_use]
    pub const fn over(mut self, targets: &'static [Target]) -> Self {
        self.targets = targets;
        self
    }

    /// Which entry is the operation of this name.
    pub fn operation(&self, name: &str) -> Option<usize> {
        self.named(OPERATIONS_ID, name)
    }

    pub(crate) const fn has_operations(&self) -> bool {
        self.has_operations
    }

    /// Which entry takes the events of this source that ask for this very name.
    pub(crate) fn source(&self, source: &Source, name: &str) -> Option<usize> {
        self.named(source.id, name)
    }

    fn named(&self, of: u32, name: &str) -> Option<usize> {
        let name = name.as_bytes();
        let words = Words::of_name(of, name);
        let found = if words.is_truncated() {
            let named = Named::Targets(self.targets);
            self.operations.find_long(named, &words, name)
        } else {
            self.operations.find(&words)
        };
        found.map(|entry| entry as usize)
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
