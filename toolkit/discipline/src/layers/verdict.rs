//! Finds the violations: upward uses, skipped layers, cycles.

use super::digraph::Digraph;
use super::map::{Edge, Hop, Map, Reach};
use std::collections::{HashMap, HashSet};

/// A kind of violation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A lower layer uses a higher one.
    Upward,
    /// A layer uses another and skips this one in between.
    SkipsLayer(usize),
    /// Modules of one layer depend on each other.
    Cycle,
}

/// A path of uses that is refused.
pub(crate) struct Violation {
    pub(crate) kind: Kind,
    /// The modules, as messages name them: the first, and the end of each hop.
    pub(crate) way: Vec<usize>,
    pub(crate) hops: Vec<Hop>,
    /// How many of the hops are the violation. The others only lead back to the start.
    pub(crate) wrong: usize,
}

/// The violations of a crate.
#[derive(Default)]
pub(crate) struct Verdict {
    pub(crate) violations: Vec<Violation>,
    /// The exemptions that silence a violation.
    pub(crate) needed: HashSet<usize>,
}

/// A shortest dependency of one module with a layer on another.
struct Link {
    from: usize,
    to: usize,
    hops: Vec<Hop>,
}

impl Verdict {
    pub(crate) fn on(map: &Map) -> Self {
        let links = Links::new(map);
        let around = Cycles::new(&links.links, |_| true);
        let mut violations: Vec<Violation> = links
            .links
            .iter()
            .filter_map(|link| links.one_way(link, &around))
            .collect();
        violations.extend(links.cycles());
        Self {
            violations,
            needed: links.needed,
        }
    }
}

/// Cycles of links.
struct Cycles {
    graph: Digraph,
    components: HashMap<usize, usize>,
}

impl Cycles {
    fn new(links: &[Link], follow: impl Fn(&Link) -> bool) -> Self {
        let links = links.iter().enumerate().filter(|(_, link)| follow(link));
        let graph = Digraph::new(links.map(|(at, link)| (at, link.from, link.to)));
        Self {
            components: graph.components(),
            graph,
        }
    }

    /// Returns a shortest path from the end of a link to its start, as indices of links.
    fn back(&self, link: &Link) -> Option<Vec<usize>> {
        let cycle = self.components.get(&link.from) == self.components.get(&link.to);
        cycle
            .then(|| self.graph.shortest(link.to, link.from))
            .flatten()
    }
}

struct Links<'m> {
    map: &'m Map,
    /// In source order.
    links: Vec<Link>,
    needed: HashSet<usize>,
}

impl<'m> Links<'m> {
    fn new(map: &'m Map) -> Self {
        let mut links = Self {
            map,
            links: Vec::new(),
            needed: HashSet::new(),
        };
        let mut reach = Reach::new(map);
        let mut places: HashMap<(usize, usize), usize> = HashMap::new();
        for edge in &map.edges {
            let Some(from) = map.unit_of(edge.from) else {
                // The users of the item may be in any layer, so the exemption counts as used.
                links.needed.extend(edge.exemption);
                continue;
            };
            for (to, hops) in ways(map, &mut reach, edge) {
                if to == from {
                    continue;
                }
                if let Some(exemption) = edge.exemption {
                    if links.verdict(from, to, hops.len()).is_some()
                        || links.rank(from) == links.rank(to)
                    {
                        links.needed.insert(exemption);
                    }
                    continue;
                }
                let next = links.links.len();
                let place = *places.entry((from, to)).or_insert(next);
                let link = Link { from, to, hops };
                match links.links.get(place) {
                    None => links.links.push(link),
                    Some(known) if link.hops.len() < known.hops.len() => links.links[place] = link,
                    Some(_) => {}
                }
            }
        }
        links
    }

    fn rank(&self, unit: usize) -> usize {
        self.map.nodes[unit].layer.unwrap_or_default()
    }

    fn of_one_order(&self, one: usize, other: usize) -> bool {
        let layers = |unit: usize| &self.map.layers[self.map.nodes[unit].krate];
        layers(one) == layers(other)
    }

    /// Whether the crates with this order of layers have a module in a layer.
    fn has_modules(&self, unit: usize, rank: usize) -> bool {
        let mut units = 0..self.map.nodes.len();
        units.any(|other| {
            self.map.nodes[other].layer == Some(rank) && self.of_one_order(unit, other)
        })
    }

    fn verdict(&self, from: usize, to: usize, hops: usize) -> Option<Kind> {
        let (above, below) = (self.rank(from), self.rank(to));
        // Packages with different layers have no common order.
        if !self.of_one_order(from, to) {
            return None;
        }
        if below < above {
            return Some(Kind::Upward);
        }
        // A path through a module without a layer is not a direct use.
        let between = (above + 1..below).find(|&rank| self.has_modules(from, rank));
        between.filter(|_| hops == 1).map(Kind::SkipsLayer)
    }

    /// A single dependency that is a violation. If it also closes a cycle, the path goes around the cycle.
    fn one_way(&self, link: &Link, around: &Cycles) -> Option<Violation> {
        let kind = self.verdict(link.from, link.to, link.hops.len())?;
        let back = match kind {
            Kind::Upward => around.back(link),
            Kind::SkipsLayer(_) | Kind::Cycle => None,
        };
        let mut violation = self.violation(kind, link, back.unwrap_or_default());
        violation.wrong = link.hops.len();
        Some(violation)
    }

    /// Returns one cycle of each set of modules of a layer that depend on each other.
    fn cycles(&self) -> Vec<Violation> {
        let level = |link: &Link| {
            self.rank(link.from) == self.rank(link.to) && self.of_one_order(link.from, link.to)
        };
        let around = Cycles::new(&self.links, level);
        let mut told = HashSet::new();
        let mut cycles = Vec::new();
        for link in self.links.iter().filter(|link| level(link)) {
            if let Some(back) = around.back(link)
                && told.insert(around.components[&link.from])
            {
                cycles.push(self.violation(Kind::Cycle, link, back));
            }
        }
        cycles
    }

    fn violation(&self, kind: Kind, first: &Link, back: Vec<usize>) -> Violation {
        let (mut way, mut hops) = (self.named(first), first.hops.clone());
        for link in back.into_iter().map(|at| &self.links[at]) {
            way.extend(&self.named(link)[1..]);
            hops.extend(&link.hops);
        }
        Violation {
            kind,
            way,
            wrong: hops.len(),
            hops,
        }
    }

    /// The modules of a link. A module below one with the layer has the name of that one.
    fn named(&self, link: &Link) -> Vec<usize> {
        let inner = link
            .hops
            .iter()
            .map(|hop| self.map.unit_of(hop.to).unwrap_or(hop.to));
        std::iter::once(link.from).chain(inner).collect()
    }
}

/// The layers that a use leads to, directly or through modules without a layer.
fn ways(map: &Map, reach: &mut Reach<'_>, edge: &Edge) -> Vec<(usize, Vec<Hop>)> {
    let first = Hop {
        from: edge.from,
        to: edge.to,
        at: edge.at,
    };
    match map.unit_of(edge.to) {
        Some(unit) => vec![(unit, vec![first])],
        None => reach
            .from(&edge.thing, edge.to)
            .into_iter()
            .filter_map(|way| {
                let end = map.unit_of(way.last()?.to)?;
                Some((end, std::iter::once(first).chain(way).collect()))
            })
            .collect(),
    }
}
