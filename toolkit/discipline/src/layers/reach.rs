//! What a layer depends on through modules that have none.
//!
//! A helper that calls the gateway makes everything that calls the helper depend on the gateway. Followed item by item: that
//! the module of the helper also holds something else that uses the gateway, as a crate's root does, means nothing.

use super::map::Map;
use super::records::{Step, Thing};
use crate::scope::What;
use std::collections::{HashMap, HashSet, VecDeque};

/// One module uses another.
#[derive(Clone, Copy)]
pub(crate) struct Hop {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) at: Step,
}

/// Answers what is reached, and remembers it.
pub(super) struct Reach<'m> {
    map: &'m Map,
    /// The uses outside of every layer, by the item that they stand in, and by the module.
    of_items: HashMap<Thing, Vec<usize>>,
    of_modules: HashMap<usize, Vec<usize>>,
    known: HashMap<Thing, Vec<Vec<Hop>>>,
}

impl<'m> Reach<'m> {
    pub(super) fn new(map: &'m Map) -> Self {
        let mut reach = Self {
            map,
            of_items: HashMap::new(),
            of_modules: HashMap::new(),
            known: HashMap::new(),
        };
        for (at, edge) in map.edges.iter().enumerate() {
            let Some(owner) = &edge.owner else { continue };
            if map.unit_of(edge.from).is_some() || edge.exemption.is_some() {
                continue;
            }
            let of_item = reach.of_items.entry(plain(owner)).or_default();
            of_item.push(at);
            reach.of_modules.entry(edge.from).or_default().push(at);
        }
        reach
    }

    /// The ways from something outside of every layer into layers, each the shortest to its module, in the order of the source.
    pub(super) fn from(&mut self, start: &Thing, module: usize) -> Vec<Vec<Hop>> {
        if let Some(ways) = self.known.get(start) {
            return ways.clone();
        }
        let mut ways: Vec<Vec<Hop>> = Vec::new();
        let mut reached = HashSet::new();
        let mut seen = HashSet::from([start.clone()]);
        let mut queue = VecDeque::from([(start.clone(), module, Vec::new())]);
        while let Some((thing, module, way)) = queue.pop_front() {
            for &at in self.uses(&thing, module) {
                let edge = &self.map.edges[at];
                let mut way: Vec<Hop> = way.clone();
                if edge.from != edge.to {
                    way.push(Hop {
                        from: edge.from,
                        to: edge.to,
                        at: edge.at,
                    });
                }
                match self.map.unit_of(edge.to) {
                    Some(unit) if reached.insert(unit) => ways.push(way),
                    None if seen.insert(edge.thing.clone()) => {
                        queue.push_back((edge.thing.clone(), edge.to, way));
                    }
                    _ => {}
                }
            }
        }
        self.known.insert(start.clone(), ways.clone());
        ways
    }

    /// The uses that stand in an item; for a name that a macro makes, those in whatever the macro read.
    fn uses(&self, thing: &Thing, module: usize) -> &[usize] {
        let found = match &thing.1 {
            What::Generated(_) if self.map.nodes[module].generates => self.of_modules.get(&module),
            _ => self.of_items.get(&plain(thing)),
        };
        found.map_or(&[], Vec::as_slice)
    }
}

/// All names that macros make in a module are one.
fn plain(thing: &Thing) -> Thing {
    match &thing.1 {
        What::Generated(_) => (thing.0, What::Generated(String::new())),
        _ => thing.clone(),
    }
}
