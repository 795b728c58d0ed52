//! The modules of a crate with their layers, and what uses what: to look at, and to draw.

mod arrows;
mod layout;
mod mermaid;
mod svg;

use crate::cfg::CfgSet;
use crate::crate_source::{CrateOptions, CrateSource, in_package};
use crate::ids::FileId;
use crate::judge::CrateWalk;
use crate::layer_order::Layers;
use crate::layers::{Kind, Node, Step};
use crate::whole_crate::{Located, mapped};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// How many places of one dependency are kept.
const PLACES: usize = 3;

/// The modules of a crate, and which of them use which.
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
    /// The modules in the order of the source; the first is the crate's root.
    pub modules: Vec<Module>,
    /// What uses what, once for each pair of modules, in the order of the modules.
    pub dependencies: Vec<ModuleUse>,
    /// Modules that the package lists in a layer and this crate does not have. Another target of the package may have them.
    pub missing: Vec<String>,
}

/// One module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its path from the crate's root, `orders::store`; the root itself is `crate`.
    pub path: String,
    /// Its layer, as a place in [`ModuleGraph::layers`]: its own, or that of the nearest module around it that has one.
    pub layer: Option<usize>,
    /// The module that stands for it in a [folded](ModuleGraph::folded) graph, as a place in [`ModuleGraph::modules`]: the one
    /// that its layer was declared for, or, without a layer, the outermost below the root.
    pub group: usize,
    /// The file that holds it, as its path was built from the crate root's.
    pub file: PathBuf,
    /// The line in that file where it begins, from 1.
    pub line: usize,
    /// How many other modules use it.
    pub fan_in: usize,
    /// How many other modules it uses.
    pub fan_out: usize,
}

/// One module uses another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleUse {
    /// The module that uses, as a place in [`ModuleGraph::modules`].
    pub from: usize,
    /// The module that is used.
    pub to: usize,
    /// How many different things are used, each counted once for every item that uses it.
    pub uses: usize,
    /// Where: the first few places.
    pub places: Vec<Place>,
    /// Whether it is a step of something that the rule `layering` refuses.
    pub violation: Option<Violation>,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as its path was built from the crate root's.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
}

/// What the rule `layering` says of a dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// A lower layer uses a higher one.
    Upward,
    /// A layer uses another around the one between them.
    SkipsLayer,
    /// Modules of one layer need each other.
    Cycle,
}

impl ModuleGraph {
    /// Reads the crate whose root file is `root`, all modules as `cfg` has them.
    ///
    /// Several uses of one module by another are one dependency; a name that an interface re-exports is a use of the
    /// interface. A module and the modules in it are modules like any others.
    ///
    /// # Errors
    ///
    /// The finding on the root file when it cannot be read. Other files that cannot be read are missing from the graph, and
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

    /// The graph with each module drawn together with those below it, as far as they have its layer: what the rule judges, and
    /// a picture that can be taken in when there are many modules.
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

    /// The graph as a Mermaid flowchart: layers are boxes, top first; what the rule refuses is red.
    pub fn mermaid(&self) -> String {
        mermaid::written(self)
    }

    /// The graph as an SVG picture: layers are bands, top first; what the rule refuses is red.
    pub fn svg(&self) -> String {
        svg::written(self)
    }

    /// The modules of a layer that pictures show, with their places: one without a layer that only holds others is left out.
    fn in_layer(&self, layer: Option<usize>) -> impl Iterator<Item = (usize, &Module)> {
        let all = self.modules.iter().enumerate();
        all.filter(move |(_, module)| {
            let tied = module.fan_in + module.fan_out > 0;
            module.layer == layer && (tied || layer.is_some())
        })
    }

    /// `src/a.rs:3, src/b.rs:9`, from the package's folder.
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

fn place(walked: &CrateWalk, at: Step) -> Place {
    Place {
        file: file(walked, at.file),
        line: at.span.start().line,
    }
}

/// A step of an upward way that only leads back to where it began is right by itself.
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
