//! Finds unreachable routes: those whose paths are all taken by routes with precedence.
//!
//! Literals never exhaust a parameter, which has infinitely many values. `#[any]` keeps the methods without an attribute, and a
//! GET route takes HEAD only where HEAD has no route. One case is left: a remainder such as `/a/{rest+}` beside both `/a/{x}`,
//! which takes the paths with one more segment, and `/a/{x}/{rest+}`, which takes those with several. Only paths with an empty
//! segment, such as `/a//b`, would still reach the remainder, which is never intended.

use super::node::Node;
use crate::event::Method;

/// An unreachable route and the two that take its paths, as indices of entries.
#[derive(Clone, Copy)]
pub(super) struct Unreached {
    pub(super) entry: usize,
    pub(super) one_segment: usize,
    pub(super) several: usize,
}

/// The number of entries of a node. Positions are numbered across all nodes.
const PLACES: usize = Method::COUNT + 1;

/// Returns the first unreachable route at or after the position `from`, with its position.
pub(super) const fn next_unreached(nodes: &[Node], from: usize) -> Option<(usize, Unreached)> {
    let mut at = from;
    while at < nodes.len() * PLACES {
        let node = &nodes[at / PLACES];
        if node.parameter == 0 || node.remainder == 0 {
            at = (at / PLACES + 1) * PLACES;
            continue;
        }
        if let Some(found) = unreached_at(nodes, node, at % PLACES) {
            return Some((at, found));
        }
        at += 1;
    }
    None
}

const fn unreached_at(nodes: &[Node], node: &Node, place: usize) -> Option<Unreached> {
    let entry = nodes[node.remainder as usize].entries[place];
    let parameter = &nodes[node.parameter as usize];
    if entry == 0 {
        return None;
    }
    match (
        answering(parameter, place),
        answering_several(nodes, parameter, place),
    ) {
        (Some(one_segment), Some(several)) => Some(Unreached {
            entry: entry as usize - 1,
            one_segment,
            several,
        }),
        _ => None,
    }
}

/// Returns the entry that answers every request of the method `place` at the node. The last place stands for every method.
const fn answering(node: &Node, place: usize) -> Option<usize> {
    let exact = node.entries[place];
    let any = node.entries[Method::COUNT];
    let get = node.entries[Method::Get as usize];
    if exact != 0 {
        Some(exact as usize - 1)
    } else if place == Method::Head as usize && get != 0 {
        Some(get as usize - 1)
    } else if any != 0 {
        Some(any as usize - 1)
    } else {
        None
    }
}

/// Returns the remainder entry with which the routes below the node take every path of one or more further segments.
const fn answering_several(nodes: &[Node], node: &Node, place: usize) -> Option<usize> {
    let mut node = node;
    loop {
        if node.remainder != 0
            && let Some(entry) = answering(&nodes[node.remainder as usize], place)
        {
            return Some(entry);
        }
        if node.parameter == 0 {
            return None;
        }
        node = &nodes[node.parameter as usize];
        if answering(node, place).is_none() {
            return None;
        }
    }
}
