//! The nodes of the tree of path segments.

use super::words::Words;
use crate::event::Method;

/// A node of the tree of path segments. Node 0 is the root.
#[derive(Clone, Copy)]
pub struct Node {
    /// The literal segment that leads here, if it is longer than its words. Empty otherwise.
    pub(super) name: &'static str,
    /// The words of the literal child, if there is exactly one.
    pub(super) only: Words,
    /// The literal child: 0 for none, because the root is never a child, and [`Node::MANY`] for several, which are in the table
    /// of edges.
    pub(super) literal: u32,
    /// The child for a parameter; 0 for none.
    pub(super) parameter: u32,
    /// The child for a remainder; 0 for none.
    pub(super) remainder: u32,
    /// The entries by [`Method`], counted from 1; 0 for none. The last one is for every method.
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

    /// Returns the entry for `method`. A GET route also takes HEAD. A route for every method comes last.
    pub(super) fn entry(&self, method: Method) -> Option<usize> {
        let any = self.entries[Method::COUNT];
        let exact = self.entries[method as usize];
        let found = match (exact, method) {
            (0, Method::Head) if self.entries[Method::Get as usize] != 0 => {
                self.entries[Method::Get as usize]
            }
            (0, _) => any,
            (exact, _) => exact,
        };
        (found != 0).then(|| found as usize - 1)
    }
}
