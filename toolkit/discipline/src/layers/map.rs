//! The modules of crates with their layers, and the uses between them.

use super::records::{Records, Step, Thing};
use crate::ids::{FileId, ScopeId};
use crate::scope::{Scopes, What};
use std::collections::HashMap;

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
    pub(crate) at: Step,
    /// The item that uses, and the item that is used.
    pub(super) owner: Option<Thing>,
    pub(super) thing: Thing,
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
                Some(&module) => (module, What::Module),
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
