//! Records the modules of a crate: their paths, files and layers.

use super::Judge;
use super::context::ends;
use crate::attributes::{JUDGING, is_named};
use crate::ids::{FileId, ScopeId};
use crate::layers::{Module, Need};
use crate::rule::Rule;
use crate::scope::Named;
use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, FnArg, Item, ItemMod, Lit, Meta, Token, Type};

impl Judge {
    /// Records the crate root.
    pub(super) fn record_root(&mut self, krate: usize, file: FileId) {
        self.records.krate = krate;
        self.records.modules.push(Module {
            scope: self.cx.at,
            krate,
            path: "crate".to_owned(),
            file,
            line: 1,
            declared: None,
            generates: false,
        });
    }

    /// Records a module, with the layer that is declared for it.
    pub(super) fn record_module(&mut self, item: &ItemMod, parent: ScopeId, scope: ScopeId) {
        let outer = self.cx.scopes.home(parent);
        if scope == parent || !self.cx.scopes.is_whole() {
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
        let part = self.cx.scopes.file_of(item).map(|(file, _)| file);
        let line = match part {
            Some(_) => 1,
            None => item.ident.span().start().line,
        };
        let dispatch = dispatch(&item.attrs);
        let written = dispatch.as_ref().and_then(|found| found.layer.clone());
        let declared = self.layer_of(&path, written);
        self.records.modules.push(Module {
            scope,
            krate: self.records.krate,
            path,
            file: part.unwrap_or(self.cx.file),
            line,
            declared,
            generates: item
                .attrs
                .iter()
                .any(|attr| JUDGING.iter().any(|name| is_named(attr, name))),
        });
        for path in dispatch.iter().flat_map(|found| &found.interfaces) {
            let trace = self.traced(parent, path);
            self.record(scope, &trace.ends, ends(path));
        }
    }

    /// The layer of a module, from its attribute or from the package's list.
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

    /// Records the `Lazy` handles that a lazy module's `init` takes.
    pub(super) fn record_lazy(&mut self, item: &ItemMod, scope: ScopeId) {
        let Some((_, items)) = item
            .content
            .as_ref()
            .filter(|_| item.attrs.iter().any(|attr| is_named(attr, "lazy_module")))
        else {
            return;
        };
        let inits = items.iter().filter_map(|item| match item {
            Item::Fn(item) if item.sig.ident == "init" => Some(&item.sig),
            _ => None,
        });
        for input in inits.flat_map(|sig| &sig.inputs) {
            let FnArg::Typed(input) = input else { continue };
            let Type::Path(ty) = &*input.ty else { continue };
            for end in self.traced(scope, &ty.path).ends {
                if end.what == Named::Generated("Lazy".to_owned()) {
                    let at = self.step(ends(&ty.path));
                    self.records.lazy_modules.needs.push(Need {
                        from: scope,
                        name: item.ident.to_string(),
                        to: end.module,
                        at,
                    });
                }
            }
        }
    }
}

/// The options of `#[dispatch(…)]` that matter here.
#[derive(Default)]
struct Dispatch {
    /// `layer = "…"`, and its place.
    layer: Option<(String, (Span, Span))>,
    /// The paths in `interfaces(…)`, relative to the enclosing module.
    interfaces: Vec<syn::Path>,
}

/// Reads the `#[dispatch(…)]` among these attributes. The attribute macro reports malformed options.
fn dispatch(attrs: &[Attribute]) -> Option<Dispatch> {
    let attr = attrs.iter().find(|attr| is_named(attr, "dispatch"))?;
    let mut dispatch = Dispatch::default();
    let Meta::List(list) = &attr.meta else {
        return Some(dispatch);
    };
    let args = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    for arg in args.into_iter().flatten() {
        match arg {
            Meta::NameValue(pair) if pair.path.is_ident("layer") => {
                if let Expr::Lit(ExprLit {
                    lit: Lit::Str(name),
                    ..
                }) = &pair.value
                {
                    dispatch.layer = Some((name.value(), (name.span(), name.span())));
                }
            }
            Meta::List(list) if list.path.is_ident("interfaces") => {
                let paths =
                    list.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated);
                dispatch.interfaces.extend(paths.into_iter().flatten());
            }
            _ => {}
        }
    }
    Some(dispatch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dispatch_is_read_with_other_options() {
        let module: syn::ItemMod = syn::parse_quote! {
            #[gatewright::dispatch(prefix = "/v1", layer = "core", doors(rest_api(max = "60s")), interfaces(orders::api, self::b))]
            mod shop {}
        };
        let found = dispatch(&module.attrs).unwrap();
        assert_eq!(found.layer.unwrap().0, "core");
        assert_eq!(found.interfaces.len(), 2);
    }
}
