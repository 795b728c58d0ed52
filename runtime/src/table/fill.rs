//! Fills the tables of an interface at compile time.

use super::bytes::same;
use super::edges::Edges;
use super::entry::{Entry, Key};
use super::hash::{Named, Names};
use super::interface::Merge;
use super::node::Node;
use super::reach::{self, Unreached};
use super::routes;
use super::sources::{OPERATIONS_ID, Sources};
use super::tables::Tables;
use super::variable::Variable;
use super::words::Words;
use crate::event::source::Source;

impl<const OPERATIONS: usize, const NODES: usize, const EDGES: usize>
    Tables<OPERATIONS, NODES, EDGES>
{
    /// Builds the tables of a module's own entries.
    pub const fn build(entries: &[Entry]) -> Self {
        Self::fill(entries, &Merge::new("", &[], &[]))
    }

    /// Builds the tables of merged entries. Conflicts that one of the interfaces has reported itself are left out.
    pub const fn build_merged(entries: &[Entry], merge: &Merge) -> Self {
        Self::fill(entries, merge)
    }

    /// Fills the tables. If two entries have the same key, the first is used and the pair is kept for the error message.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "`u32::try_from` is not const, and a crate has no 2^32 handlers"
    )]
    const fn fill(entries: &[Entry], merge: &Merge) -> Self {
        let mut tables = Self {
            operations: Names::empty(),
            nodes: [Node::EMPTY; NODES],
            edges: Edges::empty(),
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
                    let found = tables.operations.find_or_insert(named, words, name, entry);
                    if found == entry { None } else { Some(found) }
                }
                Key::Source(source, name) => {
                    tables.sources = tables.sources.with(source);
                    let words = Words::of_name(source.id, name.as_bytes());
                    let found = tables.operations.find_or_insert(named, words, name, entry);
                    if found == entry { None } else { Some(found) }
                }
                Key::Variable(source, variable) => {
                    tables.sources = tables.sources.with(source);
                    same_variable(entries, at, source, variable)
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
                && !merge.same_interface(earlier as usize, at)
            {
                tables.conflict = Some((earlier as usize, at));
            }
            at += 1;
        }
        tables.edges.complete(&mut tables.nodes, nodes_used);
        tables.unreached = Self::unreached(&tables.nodes, merge);
        tables
    }

    const fn unreached(nodes: &[Node], merge: &Merge) -> Option<Unreached> {
        let mut from = 0;
        while let Some((place, found)) = reach::next_unreached(nodes, from) {
            let is_reported = merge.same_interface(found.entry, found.one_segment)
                && merge.same_interface(found.entry, found.several);
            if !is_reported {
                return Some(found);
            }
            from = place + 1;
        }
        None
    }
}

/// Returns an earlier handler of the same source with the same environment variable. Their values differ between stages, so they are in
/// no table; there are few of them.
#[expect(
    clippy::cast_possible_truncation,
    reason = "`u32::try_from` is not const, and a crate has no 2^32 handlers"
)]
const fn same_variable(
    entries: &[Entry],
    end: usize,
    source: &Source,
    variable: &Variable,
) -> Option<u32> {
    let mut at = 0;
    while at < end {
        if let Key::Variable(of, earlier) = entries[at].key
            && of.id == source.id
            && same(earlier.name.as_bytes(), variable.name.as_bytes())
        {
            return Some(at as u32);
        }
        at += 1;
    }
    None
}
