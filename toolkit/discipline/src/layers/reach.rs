//! Dependencies of layers through modules that have no layer.
//!
//! A helper that calls the gateway makes its callers depend on the gateway. Uses are followed item by item: other items in the
//! helper's module do not matter. Otherwise every use of the crate root would be a use of the gateway.

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

/// Finds the layers that an item reaches, and caches the answers.
pub(super) struct Reach<'m> {
    map: &'m Map,
    /// The uses outside every layer, by the item that they stand in, and by the module.
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

    /// Returns the paths from an item outside every layer into layers: the shortest one to each module, in source order.
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

    /// The uses in an item. For a name that a macro generates, these are all uses in the module that the macro reads.
    fn uses(&self, thing: &Thing, module: usize) -> &[usize] {
        let found = match &thing.1 {
            What::Generated(_) if self.map.nodes[module].generates => self.of_modules.get(&module),
            _ => self.of_items.get(&plain(thing)),
        };
        found.map_or(&[], Vec::as_slice)
    }
}

/// Generated names of one module are not told apart.
fn plain(thing: &Thing) -> Thing {
    match &thing.1 {
        What::Generated(_) => (thing.0, What::Generated(String::new())),
        _ => thing.clone(),
    }
}
