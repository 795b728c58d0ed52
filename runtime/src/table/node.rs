//! A node of the tree of path segments.

use super::words::Words;
use crate::event::Method;

/// A place in the tree, reached by the segments that lead to it. Node 0 is the root.
#[derive(Clone, Copy)]
pub struct Node {
    /// The literal segment that leads here, where its words are not all of it; of another node, nothing.
    pub(super) name: &'static str,
    /// The words of the only literal.
    pub(super) only: Words,
    /// The node behind the only literal; 0 for none, as the root is behind nothing, and [`Node::MANY`] for several, which are in the
    /// table of edges.
    pub(super) literal: u32,
    /// The node behind a parameter; 0 for none.
    pub(super) parameter: u32,
    /// The node behind a remainder; 0 for none.
    pub(super) remainder: u32,
    /// By [`Method`], the entry that answers here, counted from 1; the last is for every method. 0 for none.
    pub(super) entries: [u32; Method::COUNT + 1],
}

impl Node {
    pub(super) const MANY: u32 = u32::MAX;

    pub(super) const EMPTY: Self = Self {
        name: "",
        only: Words::NONE,
        literal: 0,
        parameter: 0,
        remainder: 0,
        entries: [0; Method::COUNT + 1],
    };

    /// Which entry answers `method` here. A HEAD is answered by the GET route; a route of every method comes last.
    pub(super) fn entry(&self, method: Method) -> Option<usize> {
        let any = self.entries[Method::COUNT];
        let own = self.entries[method as usize];
        let found = match (own, method) {
            (0, Method::Head) if self.entries[Method::Get as usize] != 0 => {
                self.entries[Method::Get as usize]
            }
            (0, _) => any,
            (own, _) => own,
        };
        (found != 0).then(|| found as usize - 1)
    }
}
