//! The lookup tables of an interface, filled while the function is compiled.

use super::entry::{Entry, Key};
use super::hash::{self, Named, Names, NamesView};
use super::merge::Merge;
use super::reach::{self, Unreached};
use super::routes::{self, Node, Routes};
use super::segments;
use super::sources::{OPERATIONS_ID, Sources};
use super::target::Target;
use super::words::Words;
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
    operations: Names<OPERATIONS>,
    nodes: [Node; NODES],
    edges: Names<EDGES>,
    has_operations: bool,
    routes: usize,
    sources: Sources,
    whole_event: Option<usize>,
    conflict: Option<(usize, usize)>,
    unreached: Option<Unreached>,
}

impl<const OPERATIONS: usize, const NODES: usize, const EDGES: usize>
    Tables<OPERATIONS, NODES, EDGES>
{
    /// The tables of a module's own entries.
    pub const fn build(entries: &[Entry]) -> Self {
        Self::fill(entries, &Merge::new("", &[], &[]))
    }

    /// The tables of entries that were merged. What one of the interfaces has reported is not kept.
    pub const fn build_merged(entries: &[Entry], merge: &Merge) -> Self {
        Self::fill(entries, merge)
    }

    /// Fills the tables. Where two entries have one key the first stays, and the pair is kept for the message.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "`u32::try_from` is not const, and a crate has no 2^32 handlers"
    )]
    const fn fill(entries: &[Entry], merge: &Merge) -> Self {
        let mut tables = Self {
            operations: Names::empty(),
            nodes: [Node::EMPTY; NODES],
            edges: Names::empty(),
            has_operations: false,
            routes: 0,
            sources: Sources::NONE,
            whole_event: None,
            conflict: None,
            unreached: None,
        };
        let named = Named::Entries(entries);
        let mut nodes_used = 1;
        let mut at = 0;
        while at < entries.len() {
            let entry = at as u32;
            let earlier = match entries[at].key {
                Key::Operation(name) => {
                    tables.has_operations = true;
                    let words = Words::of_name(OPERATIONS_ID, name.as_bytes());
                    let stands = tables.operations.find_or_insert(named, words, name, entry);
                    if stands == entry { None } else { Some(stands) }
                }
                Key::Source(source, name) => {
                    tables.sources = tables.sources.with(source);
                    let words = Words::of_name(source.id, name.as_bytes());
                    let stands = tables.operations.find_or_insert(named, words, name, entry);
                    if stands == entry { None } else { Some(stands) }
                }
                Key::Route(method, template) => {
                    tables.routes += 1;
                    routes::insert(
                        &mut tables.nodes,
                        &mut nodes_used,
                        &mut tables.edges,
                        method,
                        template,
                        entry,
                    )
                }
                Key::WholeEvent => match tables.whole_event {
                    Some(earlier) => Some(earlier as u32),
                    None => {
                        tables.whole_event = Some(at);
                        None
                    }
                },
            };
            if let (Some(earlier), None) = (earlier, tables.conflict)
                && !merge.one_interface(earlier as usize, at)
            {
                tables.conflict = Some((earlier as usize, at));
            }
            at += 1;
        }
        tables.unreached = Self::unreached(&tables.nodes, merge);
        tables
    }

    const fn unreached(nodes: &[Node], merge: &Merge) -> Option<Unreached> {
        let mut from = 0;
        while let Some((place, found)) = reach::next_unreached(nodes, from) {
            let is_reported = merge.one_interface(found.entry, found.one_segment)
                && merge.one_interface(found.entry, found.several);
            if !is_reported {
                return Some(found);
            }
            from = place + 1;
        }
        None
    }

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
