//! The tree of path segments, which finds the entry for a method and a path.

use std::borrow::Cow;

use super::edges::{self, Edges, EdgesView};
use super::node::{Branch, Literal, Node};
use super::segments::{self, Kind, Tail, percent_decoded};
use super::words::Words;
use crate::event::Method;

/// The maximum number of parameters in a template.
pub(crate) const MOST_PARAMETERS: usize = 8;

/// Adds a route to the tree. Returns the entry that already has its place, if there is one.
pub(super) const fn insert<const EDGES: usize>(
    nodes: &mut [Node],
    used: &mut u16,
    edges: &mut Edges<EDGES>,
    method: Option<Method>,
    template: &'static str,
    entry: u32,
) -> Option<u32> {
    let path = template.as_bytes();
    let mut left = path;
    let mut at = 0;
    loop {
        left = match left {
            [] | [b'/'] => break,
            [b'/', rest @ ..] => rest,
            _ => left,
        };
        let length = segments::segment(path, left);
        let unused = *used;
        let next = match segments::kind(left, length) {
            Kind::Literal => {
                let words = Words::of_segment(at as u32, left, length);
                let name = if words.is_truncated() {
                    let (upto, _) = template.split_at(path.len() - left.len() + length);
                    upto.split_at(path.len() - left.len()).1
                } else {
                    ""
                };
                match edges.find(nodes, &words, name.as_bytes()) {
                    0 => {
                        nodes[unused as usize].segment = Literal::new(&words, name);
                        edges.insert(nodes, words.hash(), unused);
                        nodes[at as usize].add_literal(unused);
                        unused
                    }
                    found => found,
                }
            }
            Kind::Parameter => {
                let node = &mut nodes[at as usize];
                if node.parameter == 0 {
                    node.parameter = unused;
                }
                node.parameter
            }
            Kind::Remainder => {
                let node = &mut nodes[at as usize];
                if node.remainder == 0 {
                    node.remainder = unused;
                }
                node.remainder
            }
        };
        if next == unused {
            assert!(
                unused < u16::MAX,
                "the routes of a function have at most 65534 different path segments, counted with those before them; found more\nhelp: divide the handlers among several functions\nnote: the table of routes uses 16-bit indices, which keeps it small enough for the processor's cache"
            );
            nodes[unused as usize].id = unused;
            *used += 1;
        }
        at = next;
        left = segments::skip(left, length);
    }
    let place = match method {
        Some(method) => method as usize,
        None => Method::COUNT,
    };
    let node = &mut nodes[at as usize];
    if node.entries[place] != 0 {
        return Some(node.entries[place] - 1);
    }
    node.entries[place] = entry + 1;
    None
}

/// The values of a template's parameters in a path, in order. They are still percent-encoded if the path was.
#[derive(Clone, Copy, Default)]
pub struct Captures<'a> {
    path: &'a str,
    /// The start and end of each in the path.
    bounds: [(u32, u32); MOST_PARAMETERS],
    count: usize,
}

impl<'a> Captures<'a> {
    /// Iterates over the values.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> {
        let bounds = self.bounds.iter().take(self.count);
        bounds.map(|(start, end)| &self.path[*start as usize..*end as usize])
    }

    /// Whether the template has no parameters.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Sets the value at `index`. Returns `None` if there are too many.
    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "an event has less than 2^32 bytes"
    )]
    fn set(&mut self, index: usize, start: usize, end: usize) -> Option<()> {
        *self.bounds.get_mut(index)? = (start as u32, end as u32);
        Some(())
    }

    fn push(&mut self, start: usize, end: usize) -> Option<()> {
        self.set(self.count, start, end)?;
        self.count += 1;
        Some(())
    }
}

/// The result of looking up a method and a path.
pub enum RouteMatch {
    /// The index of the entry.
    Found(usize),
    /// The path matches only routes of these other methods.
    WrongMethod(Vec<Method>),
    /// No route matches the path.
    NotFound,
}

/// The tree of all routes.
#[derive(Clone, Copy)]
pub struct Routes {
    pub(super) nodes: &'static [Node],
    pub(super) edges: EdgesView,
}

impl Routes {
    /// Finds the entry for `method` and `path`, and the values of its template's parameters. `encoded` says whether the segments
    /// of the path are percent-encoded.
    #[inline]
    pub fn find<'a>(
        &self,
        method: Method,
        path: &'a str,
        encoded: bool,
        captures: &mut Captures<'a>,
    ) -> RouteMatch {
        captures.path = path;
        let encoded = encoded && path.contains('%');
        if !encoded
            && let Some(entry) = self.without_backtracking(method, path.as_bytes(), captures)
        {
            return RouteMatch::Found(entry);
        }
        self.with_backtracking(method, path, encoded, captures)
    }

    /// Follows the child with the highest precedence at every node. An entry found this way is the result. If none is found,
    /// backtracking may still find one.
    #[inline(never)]
    fn without_backtracking(
        &self,
        method: Method,
        path: &[u8],
        captures: &mut Captures<'_>,
    ) -> Option<usize> {
        let mut count = 0;
        let mut node = self.nodes.first()?;
        let tail = Tail::of(path);
        let mut left = match path {
            [b'/', left @ ..] => left,
            _ => path,
        };
        // A trailing slash does not begin a segment.
        while !left.is_empty() {
            let word = tail.word(left);
            let (next, length) = 'found: {
                let found = if node.key != 0 {
                    let hash = edges::of_key(node.id, word & node.key);
                    self.child(node, hash, left, word)
                } else if let Some(lone) = self.nodes.get(node.literal as usize) {
                    // Without a literal child, this is the root, whose segment equals no other.
                    lone.segment.starts(left, word).map(|length| (lone, length))
                } else if node.literal == Node::PREFIX {
                    self.child_by_prefix(node, tail, left, word)
                } else {
                    self.child_by_words(node, tail, left, word)
                };
                if let Some(found) = found {
                    break 'found found;
                }
                let length = tail.length(left, word);
                let start = path.len() - left.len();
                if node.parameter != 0 && length != 0 {
                    captures.set(count, start, start + length)?;
                    count += 1;
                    break 'found (self.nodes.get(node.parameter as usize)?, length);
                }
                if node.remainder == 0 {
                    return None;
                }
                captures.set(count, start, segments::remainder_end(path, start)?)?;
                count += 1;
                (self.nodes.get(node.remainder as usize)?, left.len())
            };
            node = next;
            let Some(rest) = left.get(length + 1..) else {
                break;
            };
            left = rest;
        }
        captures.count = count;
        node.entry(method)
    }

    /// Returns the child of `node` with this hash for the literal segment at the beginning of `left`, and the length of the segment.
    /// `word` has its first bytes.
    #[expect(
        clippy::inline_always,
        reason = "keeps the lookup in registers; the compiler considers it too long to inline"
    )]
    #[inline(always)]
    fn child(
        &self,
        node: &Node,
        hash: u64,
        left: &[u8],
        word: u64,
    ) -> Option<(&'static Node, usize)> {
        let mut child = self.edges.newest(hash);
        loop {
            let next = self.nodes.get(child as usize)?;
            if next.segment.parent == node.id
                && let Some(length) = next.segment.starts(left, word)
            {
                return Some((next, length));
            }
            child = next.segment.next;
            if child == 0 {
                return None;
            }
        }
    }

    /// Like [`child`](Self::child), for [`Branch::Prefix`].
    #[cold]
    #[inline(never)]
    fn child_by_prefix(
        &self,
        node: &Node,
        tail: Tail,
        left: &[u8],
        word: u64,
    ) -> Option<(&'static Node, usize)> {
        let hash = edges::of_prefix(node.id, tail.prefix(left, word));
        self.child(node, hash, left, word)
    }

    /// Like [`child`](Self::child), for [`Branch::Whole`].
    #[cold]
    #[inline(never)]
    fn child_by_words(
        &self,
        node: &Node,
        tail: Tail,
        left: &[u8],
        word: u64,
    ) -> Option<(&'static Node, usize)> {
        let segment = &left[..tail.length(left, word)];
        let hash = Words::of_name(node.id.into(), segment).hash();
        self.child(node, hash, left, word)
    }

    #[cold]
    #[inline(never)]
    fn with_backtracking(
        &self,
        method: Method,
        path: &str,
        encoded: bool,
        captures: &mut Captures<'_>,
    ) -> RouteMatch {
        captures.count = 0;
        let mut walk = Walk {
            routes: self,
            path,
            encoded,
            captures,
        };
        if let Some(entry) = walk.first(0, 0, &mut |node: &Node| node.entry(method)) {
            return RouteMatch::Found(entry);
        }
        let allowed = walk.allowed();
        if allowed.is_empty() {
            RouteMatch::NotFound
        } else {
            RouteMatch::WrongMethod(allowed)
        }
    }

    /// Returns the child of `node` for a literal segment; 0 for none.
    fn literal(&self, node: &Node, segment: &[u8]) -> u16 {
        let words = Words::of_name(node.id.into(), segment);
        let mut child = match node.branch() {
            Branch::Lone => u16::try_from(node.literal).unwrap_or(0),
            branch => self.edges.newest_of(branch, &words),
        };
        while child != 0 {
            let literal = &self.nodes[child as usize].segment;
            if literal.is(&words, segment) {
                break;
            }
            child = literal.next;
        }
        child
    }
}

impl Routes {
    /// Whether a route of any method matches the path.
    pub(crate) fn reaches(&self, path: &str, encoded: bool) -> bool {
        let mut captures = Captures::default();
        let mut walk = Walk {
            routes: self,
            path,
            encoded,
            captures: &mut captures,
        };
        let has_entry = |node: &Node| node.entries.iter().any(|entry| *entry != 0).then_some(());
        walk.first(0, 0, &mut { has_entry }).is_some()
    }

    /// Whether a route begins with this literal segment.
    pub(crate) fn begin_with(&self, segment: &str) -> bool {
        self.literal(&self.nodes[0], segment.as_bytes()) != 0
    }
}

/// A walk with backtracking through all nodes that a path reaches, in order of precedence.
struct Walk<'w, 'a> {
    routes: &'w Routes,
    path: &'w str,
    encoded: bool,
    captures: &'w mut Captures<'a>,
}

impl Walk<'_, '_> {
    /// Returns the first result of `accept`, in order of precedence, among the nodes that the rest of the path from `from` on
    /// reaches from the node `at`.
    fn first<T>(
        &mut self,
        at: u16,
        from: usize,
        accept: &mut impl FnMut(&Node) -> Option<T>,
    ) -> Option<T> {
        let path = self.path.as_bytes();
        let node = &self.routes.nodes[at as usize];
        let Some(start) = segments::start(path, from) else {
            return accept(node);
        };
        let end = start + segments::segment(path, &path[start..]);
        let captured = self.captures.count;
        let literal = self.literal(node, &self.path[start..end]);
        if literal != 0
            && let Some(found) = self.first(literal, end, accept)
        {
            return Some(found);
        }
        self.captures.count = captured;
        if node.parameter != 0 && end != start {
            self.captures.push(start, end)?;
            if let Some(found) = self.first(node.parameter, end, accept) {
                return Some(found);
            }
            self.captures.count = captured;
        }
        if node.remainder == 0 {
            return None;
        }
        let end = segments::remainder_end(path, start)?;
        self.captures.push(start, end)?;
        accept(&self.routes.nodes[node.remainder as usize])
    }

    /// Returns the methods that have a route for the path, in the order of [`Method`].
    fn allowed(&mut self) -> Vec<Method> {
        let mut methods = [false; Method::COUNT];
        self.captures.count = 0;
        // `accept` returns `None`, so the walk visits every node that the path reaches.
        self.first(0, 0, &mut |node: &Node| {
            for method in Method::ALL {
                methods[method as usize] |= node.entry(method).is_some();
            }
            None::<()>
        });
        Method::ALL
            .into_iter()
            .filter(|method| methods[*method as usize])
            .collect()
    }

    /// Returns the child for a literal segment, decoded if the path is encoded; 0 for none.
    #[cold]
    fn literal(&self, node: &Node, segment: &str) -> u16 {
        let decoded = if self.encoded {
            percent_decoded(segment)
        } else {
            Some(Cow::Borrowed(segment))
        };
        let Some(segment) = decoded else {
            return 0;
        };
        // A decoded segment may contain a slash. Then it equals no literal.
        self.routes.literal(node, segment.as_bytes())
    }
}
