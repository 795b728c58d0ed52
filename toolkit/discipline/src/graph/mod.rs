//! The graph of a crate's modules with their layers and uses.

mod arrows;
mod layout;
mod mermaid;
mod svg;

use crate::cfg::CfgSet;
use crate::crate_source::{CrateOptions, CrateSource, in_package};
use crate::ids::FileId;
use crate::judge::CrateWalk;
use crate::layer_order::Layers;
use crate::layers::{CodePlace, Kind, Node};
use crate::whole_crate::{Located, mapped};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// How many places are kept for each dependency.
const PLACES: usize = 3;

/// The modules of a crate, and their uses of each other.
///
/// ```no_run
/// use gatewright_discipline::{CfgSet, CrateOptions, ModuleGraph};
/// let graph = ModuleGraph::of_crate("src/lib.rs".as_ref(), &CfgSet::default(), &CrateOptions::default())
///     .map_err(|unreadable| unreadable.to_string())?;
/// std::fs::write("layers.svg", graph.svg())?;
/// std::fs::write("layers.mmd", graph.mermaid())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleGraph {
    /// The names of the layers, top first.
    pub layers: Vec<String>,
    /// The modules in source order; the first is the crate root.
    pub modules: Vec<Module>,
    /// The dependencies, one for each pair of modules, in the order of the modules.
    pub dependencies: Vec<ModuleUse>,
    /// Modules that the package lists in a layer and this crate does not have. They may belong to another target of the package.
    pub missing: Vec<String>,
}

/// A module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its path from the crate root, such as `orders::store`; the root is `crate`.
    pub path: String,
    /// Its layer, as an index in [`ModuleGraph::layers`]: its own, or that of the nearest enclosing module with a layer.
    pub layer: Option<usize>,
    /// The module that represents it in a [folded](ModuleGraph::folded) graph, as an index in [`ModuleGraph::modules`]. It is the
    /// module that the layer was declared for or, without a layer, the outermost one below the root.
    pub group: usize,
    /// The file that contains it. Its path begins with that of the crate root's folder.
    pub file: PathBuf,
    /// The line where it begins, from 1.
    pub line: usize,
    /// How many other modules use it.
    pub fan_in: usize,
    /// How many other modules it uses.
    pub fan_out: usize,
}

/// A dependency of a module on another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleUse {
    /// The module that uses, as an index in [`ModuleGraph::modules`].
    pub from: usize,
    /// The module that is used.
    pub to: usize,
    /// How many items are used, each counted once for every item that uses it.
    pub uses: usize,
    /// The first few places.
    pub places: Vec<Place>,
    /// The violation of the rule `layering` that it is part of.
    pub violation: Option<Violation>,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file. Its path begins with that of the crate root's folder.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
}

/// A violation of the rule `layering`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// A lower layer uses a higher one.
    Upward,
    /// A layer uses another and skips one in between.
    SkipsLayer,
    /// Modules of one layer depend on each other.
    Cycle,
}

impl ModuleGraph {
    /// Reads the crate with the root file `root`: all modules under the conditions `cfg`.
    ///
    /// Several uses of one module by another are one dependency. A name that an interface re-exports is a use of the interface. A
    /// module and the modules in it are separate modules.
    ///
    /// # Errors
    ///
    /// Returns the finding on the root file if it cannot be read. Other files that cannot be read are missing from the graph, and
    /// are findings of [`judge_crate`](crate::judge_crate).
    pub fn of_crate(
        root: &Path,
        cfg: &CfgSet,
        options: &CrateOptions,
    ) -> Result<Self, Box<Located>> {
        let walked = mapped(CrateSource::alone(root, cfg, options))?;
        let listed = options.layers.iter().flat_map(Layers::listed);
        let has = |path: &str| walked.map.nodes.iter().any(|node| node.path == path);
        let missing = listed
            .filter(|module| !has(module))
            .map(str::to_owned)
            .collect();
        let mut graph = Self {
            layers: walked.map.layers[0].clone(),
            modules: modules(&walked),
            dependencies: dependencies(&walked),
            missing,
        };
        graph.count_fans();
        Ok(graph)
    }

    /// Returns the graph with modules folded into the module that their layer was declared for. The rule judges this graph. It
    /// is also a clearer picture of a large crate.
    #[must_use]
    pub fn folded(&self) -> Self {
        folded(self)
    }

    fn count_fans(&mut self) {
        for (at, module) in self.modules.iter_mut().enumerate() {
            let all = self.dependencies.iter();
            module.fan_in = all.clone().filter(|one| one.to == at).count();
            module.fan_out = all.filter(|one| one.from == at).count();
        }
    }

    /// Returns the graph as a Mermaid flowchart: layers are boxes, top first, and violations are red.
    pub fn mermaid(&self) -> String {
        mermaid::written(self)
    }

    /// Returns the graph as an SVG picture: layers are bands, top first, and violations are red.
    pub fn svg(&self) -> String {
        svg::written(self)
    }

    /// The modules of a layer that pictures show. A module without a layer and without dependencies is left out.
    fn in_layer(&self, layer: Option<usize>) -> impl Iterator<Item = (usize, &Module)> {
        let all = self.modules.iter().enumerate();
        all.filter(move |(_, module)| {
            let tied = module.fan_in + module.fan_out > 0;
            module.layer == layer && (tied || layer.is_some())
        })
    }

    /// `src/a.rs:3, src/b.rs:9`, relative to the package's folder.
    fn places(&self, dependency: &ModuleUse) -> String {
        let places: Vec<String> = dependency
            .places
            .iter()
            .map(|place| {
                format!(
                    "{}:{}",
                    in_package(&place.file, &self.modules[0].file),
                    place.line
                )
            })
            .collect();
        places.join(", ")
    }
}

impl Module {
    fn fan(&self) -> String {
        format!("in {} · out {}", self.fan_in, self.fan_out)
    }
}

fn file(walked: &CrateWalk, id: FileId) -> PathBuf {
    walked.files.all[id].path.clone()
}

fn modules(walked: &CrateWalk) -> Vec<Module> {
    let nodes = &walked.map.nodes;
    let outermost = |path: &str| {
        let (first, _) = path.split_once("::")?;
        nodes
            .iter()
            .position(|node| node.path == first && node.unit.is_none())
    };
    let module = |(at, node): (usize, &Node)| Module {
        path: node.path.clone(),
        layer: node.layer,
        group: node.unit.or_else(|| outermost(&node.path)).unwrap_or(at),
        file: file(walked, node.file),
        line: node.line,
        fan_in: 0,
        fan_out: 0,
    };
    nodes.iter().enumerate().map(module).collect()
}

fn dependencies(walked: &CrateWalk) -> Vec<ModuleUse> {
    let mut uses: BTreeMap<(usize, usize), (usize, BTreeSet<Place>)> = BTreeMap::new();
    for edge in walked.map.edges.iter().filter(|edge| edge.from != edge.to) {
        let (count, places) = uses.entry((edge.from, edge.to)).or_default();
        *count += 1;
        places.insert(place(walked, edge.at));
    }
    let dependency = |((from, to), (uses, places)): (_, (_, BTreeSet<Place>))| ModuleUse {
        from,
        to,
        uses,
        places: places.into_iter().take(PLACES).collect(),
        violation: violation(walked, from, to),
    };
    uses.into_iter().map(dependency).collect()
}

fn place(walked: &CrateWalk, at: CodePlace) -> Place {
    Place {
        file: file(walked, at.file),
        line: at.span.start().line,
    }
}

/// Hops of an upward use that only lead back to its start are not violations by themselves.
fn violation(walked: &CrateWalk, from: usize, to: usize) -> Option<Violation> {
    walked.violations.iter().find_map(|violation| {
        let wrong = &violation.hops[..violation.wrong];
        let kind = match violation.kind {
            Kind::Upward => Violation::Upward,
            Kind::SkipsLayer(_) => Violation::SkipsLayer,
            Kind::Cycle => Violation::Cycle,
        };
        wrong
            .iter()
            .any(|hop| (hop.from, hop.to) == (from, to))
            .then_some(kind)
    })
}

fn folded(graph: &ModuleGraph) -> ModuleGraph {
    let mut modules = Vec::new();
    // The new index of each module that represents others.
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
        // The first places are those of the violation.
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
