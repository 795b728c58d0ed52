//! Modules drawn together with those below them.

use super::{ModuleGraph, ModuleUse, PLACES};
use std::collections::BTreeMap;

pub(super) fn folded(graph: &ModuleGraph) -> ModuleGraph {
    let mut modules = Vec::new();
    // Where each module that stands for others goes.
    let mut places = BTreeMap::new();
    for (at, module) in graph.modules.iter().enumerate() {
        if module.group == at {
            places.insert(at, modules.len());
            modules.push(module.clone());
        }
    }
    for (at, module) in modules.iter_mut().enumerate() {
        module.group = at;
    }
    let place = |module: usize| places[&graph.modules[module].group];
    let mut dependencies: BTreeMap<(usize, usize), ModuleUse> = BTreeMap::new();
    for one in &graph.dependencies {
        let (from, to) = (place(one.from), place(one.to));
        if from == to {
            continue;
        }
        let folded = dependencies.entry((from, to)).or_insert(ModuleUse {
            from,
            to,
            uses: 0,
            places: Vec::new(),
            violation: None,
        });
        folded.uses += one.uses;
        folded.violation = folded.violation.or(one.violation);
        // What is wrong with it is what its first places show.
        let places = &mut folded.places;
        if one.violation.is_some() {
            places.splice(0..0, one.places.iter().cloned());
        } else {
            places.extend(one.places.iter().cloned());
        }
        places.truncate(PLACES);
    }
    let mut folded = ModuleGraph {
        layers: graph.layers.clone(),
        modules,
        dependencies: dependencies.into_values().collect(),
        missing: graph.missing.clone(),
    };
    folded.count_fans();
    folded
}
