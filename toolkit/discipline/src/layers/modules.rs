//! Records the modules of a crate, while it is walked: their names, their files, their layers.

use super::declared;
use super::record::Module;
use crate::judge::Judge;
use crate::krate::FileId;
use crate::rule::Rule;
use crate::scope::ScopeId;
use proc_macro2::Span;
use syn::ItemMod;
use syn::ext::IdentExt as _;

/// Attributes that write items of their own into the module they stand on.
const GENERATING: [&str; 3] = ["dispatch", "lambda_handler", "lazy_module"];

impl Judge {
    /// Records the crate's root.
    pub(crate) fn record_root(&mut self, krate: usize, file: FileId) {
        self.records.krate = krate;
        self.records.modules.push(Module {
            scope: self.at,
            krate,
            path: "crate".to_owned(),
            file,
            line: 1,
            declared: None,
            generates: false,
        });
    }

    /// Records a module, with the layer that is declared for it.
    pub(crate) fn record_module(&mut self, item: &ItemMod, parent: ScopeId, scope: ScopeId) {
        let outer = self.scopes.home(parent);
        if scope == parent || !self.scopes.is_whole() {
            return;
        }
        self.record_lazy(item, scope);
        let Some(above) = self
            .records
            .modules
            .iter()
            .find(|module| module.scope == outer)
        else {
            return;
        };
        if outer != parent
            || self
                .records
                .modules
                .iter()
                .any(|module| module.scope == scope)
        {
            return;
        }
        let name = item.ident.unraw().to_string();
        let path = match above.path.as_str() {
            "crate" => name,
            above => format!("{above}::{name}"),
        };
        let part = self.scopes.part(item).map(|(file, _)| file);
        let line = match part {
            Some(_) => 1,
            None => item.ident.span().start().line,
        };
        let dispatch = declared::dispatch(&item.attrs);
        let written = dispatch.as_ref().and_then(|found| found.layer.clone());
        let declared = self.layer_of(&path, written);
        self.records.modules.push(Module {
            scope,
            krate: self.records.krate,
            path,
            file: part.unwrap_or(self.file),
            line,
            declared,
            generates: item
                .attrs
                .iter()
                .any(|attr| declared::is_ours(attr, &GENERATING)),
        });
        for path in dispatch.iter().flat_map(|found| &found.interfaces) {
            let ends = self.traced(parent, path);
            self.record(scope, &ends.ends, declared::place(path));
        }
    }

    /// The layer of a module, from its attribute and from the package's list.
    fn layer_of(&mut self, path: &str, written: Option<(String, (Span, Span))>) -> Option<usize> {
        let layers = self.records.layers(self.records.krate);
        let listed = layers.listing(path);
        let Some((name, at)) = written else {
            return listed;
        };
        let rank = layers.rank(&name);
        let list = |quote: char| {
            let names = layers.names().map(|name| format!("{quote}{name}{quote}"));
            names.collect::<Vec<_>>().join(", ")
        };
        match (rank, listed) {
            (None, _) if self.records.crates[self.records.krate].layers.is_some() => self.report(
                Rule::Layering,
                at,
                format!("there is no layer `{name}`"),
                format!(
                    "the layers are {}; to add one, list all from top to bottom in `[package.metadata.gatewright]`: \
                     `layers = [\"{name}\", {}]`",
                    list('`'),
                    list('"')
                ),
            ),
            (Some(rank), Some(listed)) if rank != listed => {
                let other = layers.names().nth(listed).unwrap_or_default();
                self.report(
                    Rule::Layering,
                    at,
                    format!("`{path}` is in two layers: `{name}` here, `{other}` in `[package.metadata.gatewright]`"),
                    "declare the layer in one of the two places",
                );
            }
            _ => {}
        }
        rank
    }
}
