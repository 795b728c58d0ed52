//! The lookup tables of an interface, filled at compile time.

use super::edges::Edges;
use super::entry::Target;
use super::entry::{Entry, Key};
use super::hash::{self, Named, Names, NamesView};
use super::node::Node;
use super::reach::Unreached;
use super::routes::Routes;
use super::segments;
use super::sources::{OPERATIONS_ID, Sources};
use crate::event::source::Source;

/// The size of the tables for some entries.
#[derive(Clone, Copy)]
pub struct Size {
    /// The number of slots for names of operations and event sources.
    pub operations: usize,
    /// The maximum number of nodes in the route tree.
    pub nodes: usize,
    /// The maximum number of slots for edges of the route tree.
    pub edges: usize,
}

impl Size {
    /// Returns the size that `entries` need.
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
                Key::Variable(..) | Key::WholeEvent => {}
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

/// The tables. The parameters are the fields of [`Size`].
pub struct Tables<const OPERATIONS: usize, const NODES: usize, const EDGES: usize> {
    pub(super) operations: Names<OPERATIONS>,
    pub(super) nodes: [Node; NODES],
    pub(super) edges: Edges<EDGES>,
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
    /// Returns the tables without their sizes in the type. They find long names only after [`View::over`].
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
    /// The route tree, if there are routes.
    pub routes: Option<Routes>,
    has_operations: bool,
    pub(crate) sources: &'static Sources,
    pub(crate) whole_event: Option<usize>,
    pub(super) conflict: Option<(usize, usize)>,
    pub(super) unreached: Option<Unreached>,
}

impl View {
    /// Sets the targets of the entries from which the tables were built.
    #[must_use]
    pub const fn over(mut self, targets: &'static [Target]) -> Self {
        self.targets = targets;
        self
    }

    /// Returns the index of the operation with this name.
    pub fn operation(&self, name: &str) -> Option<usize> {
        self.named(OPERATIONS_ID, name)
    }

    pub(crate) const fn has_operations(&self) -> bool {
        self.has_operations
    }

    /// Returns the index of the entry for the events of this source with exactly this name.
    pub(crate) fn source(&self, source: &Source, name: &str) -> Option<usize> {
        self.named(source.id, name)
    }

    fn named(&self, of: u32, name: &str) -> Option<usize> {
        let named = || Named::Targets(self.targets);
        let found = self.operations.find(of, name.as_bytes(), named);
        found.map(|entry| entry as usize)
    }
}
