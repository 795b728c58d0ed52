//! Records what each module uses, while the crate is walked.

use super::declared::{self, Layers};
use super::lazy::Lazies;
use crate::judge::{Judge, template_prefix};
use crate::krate::{CrateSource, FileId};
use crate::scope::{Reached, ScopeId, Space, Trace, What};
use proc_macro2::{Ident, Span};
use std::collections::HashSet;
use syn::Path;
use syn::ext::IdentExt as _;

/// Something in a module.
pub(crate) type Thing = (ScopeId, What);

/// A place in a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) file: FileId,
    pub(crate) span: Span,
    pub(crate) end: Span,
}

/// One use of something by something else.
pub(super) struct Use {
    pub(super) from: ScopeId,
    /// The item that it stands in; `None` for a `use`, which nothing else depends on.
    pub(super) owner: Option<Thing>,
    pub(super) through: Vec<ScopeId>,
    pub(super) to: Thing,
    pub(super) at: Step,
    /// The `#[exempt(layering, …)]` around it, by its number.
    pub(super) exemption: Option<usize>,
}

/// What makes two uses the same: all but the place.
type Key = (ScopeId, Option<Thing>, Vec<ScopeId>, Thing, Option<usize>);

/// A module of the crate.
pub(super) struct Module {
    pub(super) scope: ScopeId,
    pub(super) krate: usize,
    /// From the crate's root, which is `crate`.
    pub(super) path: String,
    pub(super) file: FileId,
    pub(super) line: usize,
    /// The layer that is declared for it, 0 for the topmost.
    pub(super) declared: Option<usize>,
    /// Whether an attribute writes items into it.
    pub(super) generates: bool,
}

/// A macro that is called, followed once all macros are known.
struct Call {
    from: ScopeId,
    owner: Option<Thing>,
    name: String,
    at: Step,
    exemption: Option<usize>,
}

/// A crate that is walked.
#[derive(Default)]
pub(super) struct Krate {
    /// How others name it; nothing for the first, which messages are about.
    pub(super) name: String,
    /// The layers of its package; `None` when its manifest was not read.
    pub(super) layers: Option<Layers>,
}

/// What was recorded of crates.
#[derive(Default)]
pub(crate) struct Records {
    /// Nothing is recorded where no module has a layer.
    pub(crate) wanted: bool,
    /// The crates that are walked, and the one that is being walked.
    pub(super) crates: Vec<Krate>,
    pub(super) krate: usize,
    pub(super) modules: Vec<Module>,
    pub(super) uses: Vec<Use>,
    pub(crate) lazies: Lazies,
    /// Where the exemptions are that were read, by their number.
    pub(crate) exemptions: Vec<(usize, Step)>,
    calls: Vec<Call>,
    pub(super) macros: Vec<Thing>,
    pub(super) owner: Option<Thing>,
    seen: HashSet<Key>,
    /// Inside the path of a macro, which is no path to an item.
    in_macro_path: bool,
}

impl Records {
    /// Whether a module has a layer.
    pub(crate) fn any_layer(&self) -> bool {
        self.modules.iter().any(|module| module.declared.is_some())
    }

    /// Takes the crates that are to be walked.
    pub(crate) fn of(&mut self, crates: &[CrateSource]) {
        let name = |krate: usize| {
            let mut named = crates.iter().flat_map(|other| &other.dependencies);
            named
                .find(|(_, at)| *at == krate)
                .map(|(name, _)| name.clone())
        };
        let known = crates.iter().enumerate().map(|(at, krate)| Krate {
            name: name(at).filter(|_| at > 0).unwrap_or_default(),
            layers: krate.layers.clone(),
        });
        self.crates = known.collect();
    }

    /// Whether the layers of all packages are known.
    pub(crate) fn knows_layers(&self) -> bool {
        self.crates.iter().all(|krate| krate.layers.is_some())
    }

    /// The path of a module, behind the name of its crate where it is not the first.
    pub(crate) fn path_of(&self, scope: ScopeId) -> Option<String> {
        let module = self.modules.iter().find(|module| module.scope == scope);
        module.map(|module| self.shown(module))
    }

    pub(super) fn shown(&self, module: &Module) -> String {
        match (
            self.crates[module.krate].name.as_str(),
            module.path.as_str(),
        ) {
            ("", path) => path.to_owned(),
            (krate, "crate") => krate.to_owned(),
            (krate, path) => format!("{krate}::{path}"),
        }
    }

    /// The layers of a crate's package, or ours.
    pub(super) fn layers(&self, krate: usize) -> Layers {
        self.crates[krate].layers.clone().unwrap_or_default()
    }

    fn push(&mut self, new: Use) {
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

impl Judge {
    /// Records what a path names.
    pub(crate) fn records_path(&mut self, idents: &[&Ident], absolute: bool, space: Space) {
        if !self.records.wanted || self.records.in_macro_path {
            return;
        }
        if let ([only], Space::Values) = (idents, space)
            && self.has_local(only)
        {
            return;
        }
        let names: Vec<String> = idents
            .iter()
            .map(|ident| ident.unraw().to_string())
            .collect();
        let names = template_prefix(&names);
        let space = if names.len() > 1 { Space::Both } else { space };
        let trace = self.scopes.trace(self.at, names, absolute, space, None);
        if let (Some(first), Some(last)) = (idents.first(), idents.last()) {
            let from = self.scopes.home(self.at);
            self.record(from, &trace.ends, (first.span(), last.span()));
        }
    }

    /// Records what a `use` names.
    pub(crate) fn records_import(
        &mut self,
        path: &[String],
        absolute: bool,
        binds: Option<&str>,
        at: (Span, Span),
    ) {
        if !self.records.wanted {
            return;
        }
        let trace = self
            .scopes
            .trace(self.at, path, absolute, Space::Both, binds);
        let from = self.scopes.home(self.at);
        self.record(from, &trace.ends, at);
    }

    /// Records a macro that is called; its path is not one to an item.
    pub(crate) fn records_call(&mut self, path: &Path, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.records.in_macro_path, true);
        walk(self);
        self.records.in_macro_path = outer;
        let (true, Some(last)) = (self.records.wanted, path.segments.last()) else {
            return;
        };
        if self.traced(self.at, path).leaves {
            return;
        }
        let call = Call {
            from: self.scopes.home(self.at),
            owner: self.records.owner.clone(),
            name: format!("{}!", last.ident.unraw()),
            at: self.step(declared::place(path)),
            exemption: self.layering_exemption(),
        };
        self.records.calls.push(call);
    }

    /// Follows the macros that were called, once all of them are known.
    pub(crate) fn records_macros(&mut self) {
        for call in std::mem::take(&mut self.records.calls) {
            let name = What::Item(call.name);
            // The textual scope of macros is not followed: without one in a module around the call, every macro of this name
            // in the crate may be meant.
            let all = self.records.macros.iter();
            let mut meant: Vec<Thing> = all.filter(|(_, one)| *one == name).cloned().collect();
            let around = |(module, _): &Thing| self.scopes.holds(*module, call.from);
            if meant.iter().any(around) {
                meant.retain(around);
            }
            for to in meant {
                self.records.push(Use {
                    from: call.from,
                    owner: call.owner.clone(),
                    through: Vec::new(),
                    to,
                    at: call.at,
                    exemption: call.exemption,
                });
            }
        }
    }

    /// Remembers an exemption that was read, so that one without use can be told.
    pub(crate) fn records_exemption(&mut self, number: usize, at: (Span, Span)) {
        if self.records.wanted {
            let step = self.step(at);
            self.records.exemptions.push((number, step));
        }
    }

    pub(super) fn record(&mut self, from: ScopeId, ends: &[Reached], at: (Span, Span)) {
        if !self.records.wanted {
            return;
        }
        for end in ends {
            // A module that is named on the way down from the root is not used by what it holds.
            if end.what == What::Module && self.scopes.holds(end.module, from) {
                continue;
            }
            let new = Use {
                from,
                owner: self.records.owner.clone(),
                through: end.through.clone(),
                to: (end.module, end.what.clone()),
                at: self.step(at),
                exemption: self.layering_exemption(),
            };
            self.records.push(new);
        }
    }

    /// The ends of a path that stands in `scope`, or around it.
    pub(super) fn traced(&self, scope: ScopeId, path: &Path) -> Trace {
        let absolute = path.leading_colon.is_some();
        self.scopes
            .trace(scope, &spelled(path), absolute, Space::Both, None)
    }

    pub(super) fn step(&self, (span, end): (Span, Span)) -> Step {
        Step {
            file: self.file,
            span,
            end,
        }
    }
}

/// The names of a path.
fn spelled(path: &Path) -> Vec<String> {
    path.segments
        .iter()
        .map(|segment| segment.ident.unraw().to_string())
        .collect()
}
