//! The modules of crates with their layers, and the uses between them.

use super::records::{CodePlace, NamedItem, Records};
use crate::ids::{FileId, ScopeId};
use crate::scope::{Named, Scopes};
use std::collections::{HashMap, HashSet, VecDeque};

/// A module.
pub(crate) struct Node {
    /// Its path from the crate root, which is `crate`.
    pub(crate) path: String,
    pub(crate) krate: usize,
    /// Its layer, by rank from the top: its own, or that of the nearest enclosing module with a layer.
    pub(crate) layer: Option<usize>,
    /// The module that the layer was declared for: this one or an enclosing one. The modules in it count as part of it.
    pub(crate) unit: Option<usize>,
    pub(crate) file: FileId,
    pub(crate) line: usize,
    /// Whether an attribute writes items into it.
    pub(super) generates: bool,
}

/// A use of one module by another, as indices in [`Map::nodes`].
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) at: CodePlace,
    /// The item that uses, and the item that is used.
    pub(super) owner: Option<NamedItem>,
    pub(super) thing: NamedItem,
    pub(super) exemption: Option<usize>,
}

/// The graph of modules and uses.
pub(crate) struct Map {
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
    /// The names of the layers of each crate's package, top first.
    pub(crate) layers: Vec<Vec<String>>,
    of_scopes: HashMap<ScopeId, usize>,
}

impl Map {
    pub(crate) fn new(records: &Records, scopes: &Scopes) -> Self {
        let mut map = Self {
            nodes: Vec::new(),
            edges: Vec::new(),
            layers: Vec::new(),
            of_scopes: HashMap::new(),
        };
        for krate in 0..records.crates.len() {
            let layers = records.layers(krate);
            map.layers.push(layers.names().map(str::to_owned).collect());
        }
        for module in &records.modules {
            let at = map.nodes.len();
            let above = scopes
                .parent(module.scope)
                .and_then(|parent| map.of_scopes.get(&parent))
                .map(|&above| &map.nodes[above]);
            let (layer, unit) = match (module.declared, above) {
                (Some(layer), _) => (Some(layer), Some(at)),
                (None, Some(above)) => (above.layer, above.unit),
                (None, None) => (None, None),
            };
            map.of_scopes.insert(module.scope, at);
            map.nodes.push(Node {
                path: records.shown(module),
                krate: module.krate,
                layer,
                unit,
                file: module.file,
                line: module.line,
                generates: module.generates,
            });
        }
        for used in &records.uses {
            let from = map.node(used.from, scopes);
            // A name that a module of another layer re-exports is used through that layer.
            let handed_on = used.through.iter().find(|&&through| {
                let unit = map.nodes[map.node(through, scopes)].unit;
                unit.is_some() && unit != map.nodes[from].unit
            });
            let thing = match handed_on {
                Some(&module) => (module, Named::Module),
                None => used.to.clone(),
            };
            let to = map.node(thing.0, scopes);
            map.edges.push(Edge {
                from,
                to,
                at: used.at,
                owner: used.owner.clone(),
                thing,
                exemption: used.exemption,
            });
        }
        map
    }

    /// The module that holds this scope; a module inside a function is part of the module around it.
    pub(super) fn node(&self, scope: ScopeId, scopes: &Scopes) -> usize {
        let mut at = Some(scope);
        while let Some(scope) = at {
            if let Some(node) = self.of_scopes.get(&scope) {
                return *node;
            }
            at = scopes.parent(scope);
        }
        0
    }

    /// The name of a module's layer.
    pub(crate) fn layer_of(&self, node: usize) -> &str {
        let Node { krate, layer, .. } = self.nodes[node];
        layer.map_or("", |layer| &self.layers[krate][layer])
    }

    pub(super) fn unit_of(&self, node: usize) -> Option<usize> {
        self.nodes[node].unit
    }
}

/// One module uses another.
#[derive(Clone, Copy)]
pub(crate) struct Hop {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) at: CodePlace,
}

/// Finds the layers that an item outside every layer reaches, and caches the answers.
///
/// A helper that calls the gateway makes its callers depend on the gateway. Uses are followed item by item: other items in the helper's
/// module do not matter. Otherwise every use of the crate root would be a use of the gateway.
pub(super) struct Reach<'m> {
    map: &'m Map,
    /// The uses outside every layer, by the item that contains them, and by the module.
    of_items: HashMap<NamedItem, Vec<usize>>,
    of_modules: HashMap<usize, Vec<usize>>,
    known: HashMap<NamedItem, Vec<Vec<Hop>>>,
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
    pub(super) fn from(&mut self, start: &NamedItem, module: usize) -> Vec<Vec<Hop>> {
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
    fn uses(&self, thing: &NamedItem, module: usize) -> &[usize] {
        let found = match &thing.1 {
            Named::Generated(_) if self.map.nodes[module].generates => self.of_modules.get(&module),
            _ => self.of_items.get(&plain(thing)),
        };
        found.map_or(&[], Vec::as_slice)
    }
}

/// Generated names of one module are not told apart.
fn plain(thing: &NamedItem) -> NamedItem {
    match &thing.1 {
        Named::Generated(_) => (thing.0, Named::Generated(String::new())),
        _ => thing.clone(),
    }
}
