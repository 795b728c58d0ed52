//! The modules and uses of crates, as the walk records them.

use super::digraph::Digraph;
use crate::crate_source::CrateSource;
use crate::ids::{FileId, ScopeId};
use crate::layer_order::Layers;
use crate::scope::Named;
use proc_macro2::Span;
use std::collections::HashSet;

/// An item in a module.
pub(crate) type NamedItem = (ScopeId, Named);

/// A place in a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CodePlace {
    pub(crate) file: FileId,
    pub(crate) span: Span,
    pub(crate) end: Span,
}

/// A use of an item by another.
pub(crate) struct Use {
    pub(crate) from: ScopeId,
    /// The item that contains it; `None` for a `use`, which no other item depends on.
    pub(crate) owner: Option<NamedItem>,
    pub(crate) through: Vec<ScopeId>,
    pub(crate) to: NamedItem,
    pub(crate) at: CodePlace,
    /// The number of the `#[exempt(layering, …)]` around it.
    pub(crate) exemption: Option<usize>,
}

/// The parts of a use that make it equal to another: all but the place.
type Key = (
    ScopeId,
    Option<NamedItem>,
    Vec<ScopeId>,
    NamedItem,
    Option<usize>,
);

/// A module of the crate.
pub(crate) struct Module {
    pub(crate) scope: ScopeId,
    pub(crate) krate: usize,
    /// Its path from the crate root, which is `crate`.
    pub(crate) path: String,
    pub(crate) file: FileId,
    pub(crate) line: usize,
    /// The layer that is declared for it; 0 is the topmost.
    pub(crate) declared: Option<usize>,
    /// Whether an attribute writes items into it.
    pub(crate) generates: bool,
}

/// A macro call. It is followed once all macros are known.
pub(crate) struct Call {
    pub(crate) from: ScopeId,
    pub(crate) owner: Option<NamedItem>,
    pub(crate) name: String,
    pub(crate) at: CodePlace,
    pub(crate) exemption: Option<usize>,
}

/// A crate that is walked.
#[derive(Default)]
pub(crate) struct CrateRecord {
    /// The name that other crates use; empty for the first, which messages are about.
    pub(crate) name: String,
    /// The layers of its package; `None` if the manifest was not read.
    pub(crate) layers: Option<Layers>,
}

/// The recorded modules and uses.
#[derive(Default)]
pub(crate) struct Records {
    /// Whether to record uses: some module may have a layer.
    pub(crate) wanted: bool,
    /// The crates, and the index of the one that is being walked.
    pub(crate) crates: Vec<CrateRecord>,
    pub(crate) krate: usize,
    pub(crate) modules: Vec<Module>,
    pub(crate) uses: Vec<Use>,
    pub(crate) lazy_modules: LazyModules,
    /// The places of the exemptions, by their number.
    pub(crate) exemptions: Vec<(usize, CodePlace)>,
    pub(crate) calls: Vec<Call>,
    pub(crate) macros: Vec<NamedItem>,
    pub(crate) owner: Option<NamedItem>,
    seen: HashSet<Key>,
    /// Inside the path of a macro call, which does not lead to an item.
    pub(crate) in_macro_path: bool,
}

impl Records {
    /// Whether a module has a layer.
    pub(crate) fn any_layer(&self) -> bool {
        self.modules.iter().any(|module| module.declared.is_some())
    }

    /// Records for a walk over these crates.
    pub(crate) fn of(crates: &[CrateSource]) -> Self {
        let name = |krate: usize| {
            let mut named = crates.iter().flat_map(|other| &other.dependencies);
            named
                .find(|(_, at)| *at == krate)
                .map(|(name, _)| name.clone())
        };
        let known = crates.iter().enumerate().map(|(at, krate)| CrateRecord {
            name: name(at).filter(|_| at > 0).unwrap_or_default(),
            layers: krate.layers.clone(),
        });
        Self {
            crates: known.collect(),
            ..Self::default()
        }
    }

    /// Whether the layers of all packages are known.
    pub(crate) fn knows_layers(&self) -> bool {
        self.crates.iter().all(|krate| krate.layers.is_some())
    }

    /// Returns the path of a module, with the name of its crate unless it is the first.
    pub(crate) fn path_of(&self, scope: ScopeId) -> Option<String> {
        let module = self.modules.iter().find(|module| module.scope == scope);
        module.map(|module| self.shown(module))
    }

    pub(crate) fn shown(&self, module: &Module) -> String {
        match (
            self.crates[module.krate].name.as_str(),
            module.path.as_str(),
        ) {
            ("", path) => path.to_owned(),
            (krate, "crate") => krate.to_owned(),
            (krate, path) => format!("{krate}::{path}"),
        }
    }

    /// The layers of a crate's package, or the default ones.
    pub(crate) fn layers(&self, krate: usize) -> Layers {
        self.crates[krate].layers.clone().unwrap_or_default()
    }

    pub(crate) fn push(&mut self, new: Use) {
        let key = (
            new.from,
            new.owner.clone(),
            new.through.clone(),
            new.to.clone(),
            new.exemption,
        );
        if self.seen.insert(key) {
            self.uses.push(new);
        }
    }
}

/// The lazy modules of a crate, and which of them take the `Lazy` of which.
#[derive(Default)]
pub(crate) struct LazyModules {
    pub(crate) needs: Vec<Need>,
}

pub(crate) struct Need {
    pub(crate) from: ScopeId,
    /// The name of the module that needs another, as its file calls it.
    pub(crate) name: String,
    pub(crate) to: ScopeId,
    pub(crate) at: CodePlace,
}

/// Lazy modules in a cycle: their names, with the first one again at the end, and where each needs the next.
pub(crate) struct LazyCycle {
    pub(crate) names: Vec<String>,
    pub(crate) steps: Vec<CodePlace>,
}

impl LazyModules {
    /// Returns a shortest cycle of each set of modules that depend on each other. `name` returns a module's path, if it is known.
    pub(crate) fn cycles(&self, name: impl Fn(ScopeId) -> Option<String>) -> Vec<LazyCycle> {
        let needs = self.needs.iter().enumerate();
        let graph = Digraph::new(needs.map(|(at, need)| (at, need.from, need.to)));
        let components = graph.components();
        let mut told: HashSet<usize> = HashSet::new();
        let mut cycles = Vec::new();
        for (at, need) in self.needs.iter().enumerate() {
            let (set, other) = (components[&need.from], components[&need.to]);
            if set != other || !told.insert(set) {
                continue;
            }
            let back = if need.from == need.to {
                Some(Vec::new())
            } else {
                graph.shortest(need.to, need.from)
            };
            let around = std::iter::once(at).chain(back.unwrap_or_default());
            let around: Vec<&Need> = around.map(|at| &self.needs[at]).collect();
            let called = |need: &Need| name(need.from).unwrap_or_else(|| need.name.clone());
            let names = around.iter().chain([&need]).map(|need| called(need));
            cycles.push(LazyCycle {
                names: names.collect(),
                steps: around.iter().map(|need| need.at).collect(),
            });
        }
        cycles
    }
}
