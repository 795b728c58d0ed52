//! A hash table of the literal children of all nodes that have several.
//!
//! A segment of a request ends at a slash, and the search for it takes longer than a comparison with a literal. Therefore the
//! hash of a child covers as little of the segment as tells the children of its node apart. The comparison of the text then finds
//! the end of the segment.

use super::hash::bucket;
use super::node::{Branch, Literal, Node};
use super::words::Words;

/// The number of buckets for each literal segment.
const BUCKETS: usize = 4;

/// The maximum number of children of a node whose hashed bytes are equal. They are compared one after the other.
const EQUAL: usize = 2;

/// The table: for each bucket the newest literal node, or 0. The field `next` of a [`Literal`] leads to the previous one.
pub(super) struct Edges<const GROUPS: usize>([[u16; BUCKETS]; GROUPS]);

impl<const GROUPS: usize> Edges<GROUPS> {
    pub(super) const fn empty() -> Self {
        Self([[0; BUCKETS]; GROUPS])
    }

    pub(super) const fn view(&'static self) -> EdgesView {
        EdgesView(self.0.as_flattened())
    }

    /// Returns the child with these words, which include its parent; 0 for none. Only while the tree grows, when all children are
    /// hashed by their words.
    pub(super) const fn find(&self, nodes: &[Node], words: &Words, segment: &[u8]) -> u16 {
        let mut child = *self.bucket(words.hash());
        while child != 0 {
            let literal = &nodes[child as usize].segment;
            if literal.is(words, segment) {
                return child;
            }
            child = literal.next;
        }
        0
    }

    /// Inserts a child.
    pub(super) const fn insert(&mut self, nodes: &mut [Node], hash: u64, child: u16) {
        let bucket = bucket(hash, GROUPS * BUCKETS);
        let bucket = &mut self.0[bucket / BUCKETS][bucket % BUCKETS];
        nodes[child as usize].segment.next = *bucket;
        *bucket = child;
    }

    const fn bucket(&self, hash: u64) -> &u16 {
        let bucket = bucket(hash, GROUPS * BUCKETS);
        &self.0[bucket / BUCKETS][bucket % BUCKETS]
    }

    /// Fills the table for lookups in the complete tree, which consists of the first `used` nodes.
    pub(super) const fn complete(&mut self, nodes: &mut [Node], used: u16) {
        let mut child = 1;
        while child < used {
            let literal = nodes[child as usize].segment;
            nodes[child as usize].segment.next = 0;
            if literal.is_some() {
                nodes[literal.parent as usize].narrow_key(literal.mask);
            }
            child += 1;
        }
        // Each round hashes more of the segments of those nodes whose children are too similar.
        loop {
            *self = Self::empty();
            if self.fill(nodes, used) {
                return;
            }
        }
    }

    /// Returns whether the hashed bytes tell the children of each node apart.
    const fn fill(&mut self, nodes: &mut [Node], used: u16) -> bool {
        let mut complete = true;
        let mut child = 1;
        while child < used {
            let literal = nodes[child as usize].segment;
            let branch = nodes[literal.parent as usize].branch();
            // A segment that is not a literal has the root for its parent.
            if !matches!(branch, Branch::Lone) && literal.is_some() {
                let hash = hash(branch, &literal.words());
                if self.equal(nodes, hash, &literal, branch) >= EQUAL {
                    nodes[literal.parent as usize].hash_more();
                    complete = false;
                }
                self.insert(nodes, hash, child);
            }
            child += 1;
        }
        complete
    }

    /// Counts the siblings of `literal` whose hashed bytes are the same.
    const fn equal(&self, nodes: &[Node], hash: u64, literal: &Literal, branch: Branch) -> usize {
        let mut count = 0;
        let mut child = *self.bucket(hash);
        while child != 0 {
            let other = &nodes[child as usize].segment;
            let [first, second] = other.words().prefix();
            let [this_first, this_second] = literal.words().prefix();
            let differing = match branch {
                Branch::Key(key) => (first ^ this_first) & key,
                Branch::Prefix => (first ^ this_first) | (second ^ this_second),
                // Names as a whole are never the same.
                Branch::Lone | Branch::Whole => 1,
            };
            if other.parent == literal.parent && differing == 0 {
                count += 1;
            }
            child = other.next;
        }
        count
    }
}

/// Returns the hash of a child.
const fn hash(branch: Branch, words: &Words) -> u64 {
    match branch {
        Branch::Key(key) => of_key(words.of(), words.words[0] & key),
        Branch::Prefix => of_prefix(words.of(), words.prefix()),
        Branch::Lone | Branch::Whole => words.hash(),
    }
}

/// Returns the hash of a child of `parent` by the key in its first word.
#[inline]
pub(super) const fn of_key(parent: u16, key: u64) -> u64 {
    (key ^ parent as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Returns the hash of a child of `parent` by its first 16 bytes, padded with zeros.
#[inline]
pub(super) const fn of_prefix(parent: u16, [first, second]: [u64; 2]) -> u64 {
    of_key(parent, first ^ second.rotate_left(29))
}

/// [`Edges`] of any size.
#[derive(Clone, Copy)]
pub(super) struct EdgesView(&'static [u16]);

impl EdgesView {
    /// Returns the newest child with this hash. Without one, returns the root, whose segment equals no other.
    #[inline]
    pub(super) fn newest(&self, hash: u64) -> u16 {
        match self.0.get(bucket(hash, self.0.len())) {
            Some(child) => *child,
            None => 0,
        }
    }

    /// Like [`newest`](Self::newest), for a child with these words.
    pub(super) fn newest_of(&self, branch: Branch, words: &Words) -> u16 {
        self.newest(hash(branch, words))
    }
}
