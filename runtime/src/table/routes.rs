//! The tree of path segments, which finds the entry for a method and a path.

use std::borrow::Cow;

use super::hash::{Named, Names, NamesView};
use super::node::Node;
use super::segments::{self, Kind, Piece, percent_decoded};
use super::words::Words;
use crate::event::Method;

/// The maximum number of parameters in a template.
pub(crate) const MOST_PARAMETERS: usize = 8;

/// Adds a route to the tree. Returns the entry that already has its place, if there is one.
pub(super) const fn insert<const EDGES: usize>(
    nodes: &mut [Node],
    used: &mut u32,
    edges: &mut Names<EDGES>,
    method: Option<Method>,
    template: &'static str,
    entry: u32,
) -> Option<u32> {
    let path = template.as_bytes();
    let mut left = path;
    let mut at = 0u32;
    loop {
        left = match left {
            [] | [b'/'] => break,
            [b'/', rest @ ..] => rest,
            _ => left,
        };
        let piece = Piece::read(path, left);
        let unused = *used;
        let next = match segments::kind(left, piece.length) {
            Kind::Literal => {
                let words = Words::of_piece(at, &piece);
                let name = if words.is_truncated() {
                    let (upto, _) = template.split_at(path.len() - left.len() + piece.length);
                    upto.split_at(path.len() - left.len()).1
                } else {
                    ""
                };
                let next = edges.find_or_insert(Named::Nodes(nodes), words, name, unused);
                if next == unused {
                    nodes[unused as usize].name = name;
                    let node = &mut nodes[at as usize];
                    node.only = words;
                    node.literal = if node.literal == 0 {
                        unused
                    } else {
                        Node::MANY
                    };
                }
                next
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
            *used += 1;
        }
        at = next;
        left = segments::skip(left, piece.length);
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
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let Self {
            path,
            bounds,
            count,
        } = *self;
        bounds
            .into_iter()
            .take(count)
            .map(move |(start, end)| &path[start as usize..end as usize])
    }

    /// Whether the template has no parameters.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "an event has less than 2^32 bytes"
    )]
    fn push(&mut self, start: usize, end: usize) {
        self.bounds[self.count] = (start as u32, end as u32);
        self.count += 1;
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
    pub(super) edges: NamesView,
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
    fn without_backtracking(
        &self,
        method: Method,
        path: &[u8],
        captures: &mut Captures<'_>,
    ) -> Option<usize> {
        captures.count = 0;
        let mut at = 0;
        let mut node = self.nodes.first()?;
        let Some(mut start) = segments::start(path, 0) else {
            return node.entry(method);
        };
        loop {
            let left = path.get(start..)?;
            let (words, length) = segments::short_piece(path, left);
            let (literal, length) = if length < 16 {
                let words = Words::of_short_piece(at, words, length);
                (self.short_literal(node, &words), length)
            } else {
                self.long_literal(at, node, path, start, words)
            };
            let end = start + length;
            if literal != 0 {
                at = literal;
            } else if node.parameter != 0 && length != 0 {
                captures.push(start, end);
                at = node.parameter;
            } else if node.remainder != 0 {
                captures.push(start, segments::remainder_end(path, start)?);
                return self.nodes[node.remainder as usize].entry(method);
            } else {
                return None;
            }
            node = self.nodes.get(at as usize)?;
            // A trailing slash does not begin a segment.
            if end + 1 >= path.len() {
                return node.entry(method);
            }
            start = end + 1;
        }
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

    /// Returns the child for a literal segment of less than 16 bytes with these words; 0 for none.
    #[inline]
    fn short_literal(&self, node: &Node, words: &Words) -> u32 {
        if node.literal == Node::MANY {
            self.edges.find_short(words).unwrap_or(0)
        } else if words.short_eq(&node.only) {
            node.literal
        } else {
            0
        }
    }

    /// Returns the child for the literal segment of `path` that begins at `start` with these 16 bytes, and the length of the
    /// segment.
    #[inline(never)]
    fn long_literal(
        &self,
        at: u32,
        node: &Node,
        path: &[u8],
        start: usize,
        words: [u64; 2],
    ) -> (u32, usize) {
        let left = &path[start..];
        let piece = Piece::continue_reading(path, left, words);
        (self.literal(at, node, &piece, left), piece.length)
    }

    /// Returns the child for the literal segment `piece` at the beginning of `left`; 0 for none.
    #[expect(
        clippy::inline_always,
        reason = "keeps the words in registers; the compiler considers it too long to inline"
    )]
    #[inline(always)]
    fn literal(&self, at: u32, node: &Node, piece: &Piece, left: &[u8]) -> u32 {
        if node.literal == 0 {
            return 0;
        }
        let words = Words::of_piece(at, piece);
        let found = if words.is_truncated() {
            let named = Named::Nodes(self.nodes);
            self.edges.find_long(named, &words, &left[..piece.length])
        } else {
            self.edges.find(&words)
        };
        found.unwrap_or(0)
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
        let bytes = segment.as_bytes();
        let piece = Piece::read(bytes, bytes);
        piece.length == bytes.len() && self.literal(0, &self.nodes[0], &piece, bytes) != 0
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
        at: u32,
        from: usize,
        accept: &mut impl FnMut(&Node) -> Option<T>,
    ) -> Option<T> {
        let path = self.path.as_bytes();
        let node = &self.routes.nodes[at as usize];
        let Some(start) = segments::start(path, from) else {
            return accept(node);
        };
        let end = start + Piece::read(path, &path[start..]).length;
        let captured = self.captures.count;
        let literal = self.literal(at, node, &self.path[start..end]);
        if literal != 0
            && let Some(found) = self.first(literal, end, accept)
        {
            return Some(found);
        }
        self.captures.count = captured;
        if node.parameter != 0 && end != start {
            self.captures.push(start, end);
            if let Some(found) = self.first(node.parameter, end, accept) {
                return Some(found);
            }
            self.captures.count = captured;
        }
        if node.remainder == 0 {
            return None;
        }
        self.captures
            .push(start, segments::remainder_end(path, start)?);
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
    fn literal(&self, at: u32, node: &Node, segment: &str) -> u32 {
        let decoded = if self.encoded {
            percent_decoded(segment)
        } else {
            Some(Cow::Borrowed(segment))
        };
        let Some(segment) = decoded else {
            return 0;
        };
        let segment = segment.as_bytes();
        let piece = Piece::read(segment, segment);
        if piece.length < segment.len() {
            // The segment contains an encoded slash, which no literal does.
            return 0;
        }
        self.routes.literal(at, node, &piece, segment)
    }
}
