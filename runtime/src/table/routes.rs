//! The tree of path segments: which entry answers a method on a path.

use super::hash::{self, Named};
use super::segments::{self, Segment, Segments, percent_decoded};
use crate::event::Method;

/// The most parameters that one template may have.
pub(crate) const MOST_PARAMETERS: usize = 8;

/// A place in the tree, reached by the segments that lead to it. Node 0 is the root.
#[derive(Clone, Copy)]
pub struct Node {
    /// The literal segment that leads here, from the node `parent`; of another node, nothing.
    pub(super) name: &'static str,
    pub(super) parent: u32,
    /// The node behind the only literal; 0 for none, as the root is behind nothing, and [`Node::MANY`] for several, which are in the
    /// table of edges.
    literal: u32,
    /// The node behind a parameter; 0 for none.
    pub(super) parameter: u32,
    /// The node behind a remainder; 0 for none.
    pub(super) remainder: u32,
    /// By [`Method`], the entry that answers here, counted from 1; the last is for every method. 0 for none.
    pub(super) entries: [u32; Method::COUNT + 1],
}

impl Node {
    const MANY: u32 = u32::MAX;

    pub(super) const EMPTY: Self = Self {
        name: "",
        parent: 0,
        literal: 0,
        parameter: 0,
        remainder: 0,
        entries: [0; Method::COUNT + 1],
    };

    /// Which entry answers `method` here. A HEAD is answered by the GET route; a route of every method comes last.
    fn entry(&self, method: Method) -> Option<usize> {
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

/// Adds a route to the tree and returns the entry that stood in its place, if one did.
pub(super) const fn insert(
    nodes: &mut [Node],
    used: &mut u32,
    edges: &mut [u32],
    method: Option<Method>,
    template: &'static str,
    entry: u32,
) -> Option<u32> {
    let mut segments = Segments::of(template);
    let mut at = 0u32;
    while let Some(segment) = segments.next() {
        let fresh = *used;
        let next = match segment {
            Segment::Literal(name) => {
                let next = hash::find_or_insert(edges, Named::Nodes(nodes), at, name, fresh);
                if next == fresh {
                    nodes[fresh as usize].name = name;
                    nodes[fresh as usize].parent = at;
                    let node = &mut nodes[at as usize];
                    node.literal = if node.literal == 0 { fresh } else { Node::MANY };
                }
                next
            }
            Segment::Parameter(_) => {
                let node = &mut nodes[at as usize];
                if node.parameter == 0 {
                    node.parameter = fresh;
                }
                node.parameter
            }
            Segment::Remainder(_) => {
                let node = &mut nodes[at as usize];
                if node.remainder == 0 {
                    node.remainder = fresh;
                }
                node.remainder
            }
        };
        if next == fresh {
            *used += 1;
        }
        at = next;
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

/// What the parameters of a template stand for in a path, in order and still percent-encoded if the path was.
#[derive(Clone, Copy, Default)]
pub struct Captures<'a> {
    values: [&'a str; MOST_PARAMETERS],
    count: usize,
}

impl<'a> Captures<'a> {
    /// The values.
    pub fn as_slice(&self) -> &[&'a str] {
        &self.values[..self.count]
    }

    fn push(&mut self, value: &'a str) {
        self.values[self.count] = value;
        self.count += 1;
    }
}

/// The answer to a method on a path.
pub enum RouteMatch<'a> {
    /// This one.
    Found {
        /// The entry's place.
        entry: usize,
        /// What its template's parameters stand for.
        captures: Captures<'a>,
    },
    /// Routes of other methods match the path: these.
    WrongMethod(Vec<Method>),
    /// No route matches the path.
    NotFound,
}

/// The tree of all routes.
#[derive(Clone, Copy)]
pub struct Routes {
    pub(super) nodes: &'static [Node],
    pub(super) edges: &'static [u32],
}

impl Routes {
    /// Finds the entry for `method` on `path`; `encoded` says whether the path's segments are percent-encoded.
    pub fn find<'a>(&self, method: Method, path: &'a str, encoded: bool) -> RouteMatch<'a> {
        let encoded = encoded && path.contains('%');
        let mut walk = Walk {
            routes: self,
            path,
            encoded,
            captures: Captures::default(),
        };
        if let Some(entry) = walk.first(0, 0, &mut |node: &Node| node.entry(method)) {
            return RouteMatch::Found {
                entry,
                captures: walk.captures,
            };
        }
        let allowed = self.allowed(path, encoded);
        if allowed.is_empty() {
            RouteMatch::NotFound
        } else {
            RouteMatch::WrongMethod(allowed)
        }
    }

    /// The methods that some route answers on `path`, in the order of [`Method`].
    fn allowed(&self, path: &str, encoded: bool) -> Vec<Method> {
        let mut methods = [false; Method::COUNT];
        let mut walk = Walk {
            routes: self,
            path,
            encoded,
            captures: Captures::default(),
        };
        // The walk is told of no match, so that it goes through every node that the path reaches.
        walk.first(0, 0, &mut |node: &Node| {
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
}

struct Walk<'r, 'a> {
    routes: &'r Routes,
    path: &'a str,
    encoded: bool,
    captures: Captures<'a>,
}

impl Walk<'_, '_> {
    /// The first node, in order of precedence, that `accept` takes among those that the path reaches from the node `at` on, if what
    /// is before `from` has led there.
    fn first<T>(
        &mut self,
        mut at: u32,
        mut from: usize,
        accept: &mut impl FnMut(&Node) -> Option<T>,
    ) -> Option<T> {
        loop {
            let node = &self.routes.nodes[at as usize];
            let Some((start, end)) = segments::bounds(self.path.as_bytes(), from) else {
                return accept(node);
            };
            let literal = if node.literal == 0 {
                0
            } else if self.encoded {
                self.encoded_literal(at, node, start, end)
            } else {
                self.literal(at, node, &self.path.as_bytes()[start..end])
            };
            let parameter = if start == end { 0 } else { node.parameter };
            let captured = self.captures.count;
            // Where there is one way, there is no way back.
            match (literal, parameter, node.remainder) {
                (0, 0, 0) => return None,
                (literal, 0, 0) => {
                    (at, from) = (literal, end);
                    continue;
                }
                (0, parameter, 0) => {
                    self.captures.push(&self.path[start..end]);
                    (at, from) = (parameter, end);
                    continue;
                }
                _ => {}
            }
            if literal != 0
                && let Some(found) = self.first(literal, end, accept)
            {
                return Some(found);
            }
            self.captures.count = captured;
            if parameter != 0 {
                self.captures.push(&self.path[start..end]);
                if let Some(found) = self.first(parameter, end, accept) {
                    return Some(found);
                }
                self.captures.count = captured;
            }
            if node.remainder == 0 {
                return None;
            }
            self.captures.push(segments::remainder(&self.path[from..])?);
            return accept(&self.routes.nodes[node.remainder as usize]);
        }
    }

    /// The node behind the literal `segment`; 0 for none.
    #[inline]
    fn literal(&self, at: u32, node: &Node, segment: &[u8]) -> u32 {
        let Routes { nodes, edges } = self.routes;
        if node.literal == Node::MANY {
            return hash::find(edges, Named::Nodes(nodes), at, segment).unwrap_or(0);
        }
        if hash::are_same(nodes[node.literal as usize].name.as_bytes(), segment) {
            node.literal
        } else {
            0
        }
    }

    #[cold]
    fn encoded_literal(&self, at: u32, node: &Node, start: usize, end: usize) -> u32 {
        percent_decoded(&self.path[start..end])
            .map_or(0, |segment| self.literal(at, node, segment.as_bytes()))
    }
}
