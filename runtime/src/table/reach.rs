//! Routes that the routes before them leave nothing.
//!
//! A literal takes one value of the infinitely many that a parameter has, so literals never exhaust a parameter. A method of
//! its own goes before `#[any]`, which keeps the methods that have no attribute; HEAD falls to GET only where it has no
//! route. So one case is left: a remainder, `/a/{rest+}`, beside `/a/{x}`, which takes all paths with one segment more, and
//! `/a/{x}/{rest+}`, which takes those with several. Both match no empty segment in the place of `{x}`: a path like
//! `/a//b` would be all that is left, and nobody means that.

use super::node::Node;
use crate::event::Method;

/// A route that is left nothing, with the two that go before it, as indices of entries.
#[derive(Clone, Copy)]
pub(super) struct Unreached {
    pub(super) entry: usize,
    pub(super) one_segment: usize,
    pub(super) several: usize,
}

/// What can be unreached: one of the places of one of the nodes, counted through.
const PLACES: usize = Method::COUNT + 1;

/// The first such route from the place `from` on, and its place.
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

/// The entry that answers every request of `place` at the node: a method, or every method.
const fn answering(node: &Node, place: usize) -> Option<usize> {
    let own = node.entries[place];
    let any = node.entries[Method::COUNT];
    let get = node.entries[Method::Get as usize];
    if own != 0 {
        Some(own as usize - 1)
    } else if place == Method::Head as usize && get != 0 {
        Some(get as usize - 1)
    } else if any != 0 {
        Some(any as usize - 1)
    } else {
        None
    }
}

/// The entry of a remainder that ends what takes every path with one or more segments behind the node.
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
