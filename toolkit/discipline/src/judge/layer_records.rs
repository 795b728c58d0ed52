//! Records which modules and items use which.

use super::Judge;
use super::context::{ends, names};
use super::templates::VARIABLE;
use crate::ids::ScopeId;
use crate::layers::{Call, CodePlace, NamedItem, Use};
use crate::scope::{Named, Space, Trace, TraceEnd, names_of};
use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::{Item, ItemImpl, Path, Type};

impl Judge {
    /// Records the uses of a path.
    pub(super) fn record_path(&mut self, idents: &[&Ident], absolute: bool, space: Space) {
        if !self.records.wanted || self.records.in_macro_path {
            return;
        }
        if let ([only], Space::Values) = (idents, space)
            && self.cx.locals.has(only)
        {
            return;
        }
        let names = names(idents);
        let names = template_prefix(&names);
        let space = if names.len() > 1 { Space::Both } else { space };
        let trace = self
            .cx
            .scopes
            .trace(self.cx.at, names, absolute, space, None);
        if let (Some(first), Some(last)) = (idents.first(), idents.last()) {
            let from = self.cx.scopes.home(self.cx.at);
            self.record(from, &trace.ends, (first.span(), last.span()));
        }
    }

    /// Records the uses of an import.
    pub(super) fn record_import(
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
            .cx
            .scopes
            .trace(self.cx.at, path, absolute, Space::Both, binds);
        let from = self.cx.scopes.home(self.cx.at);
        self.record(from, &trace.ends, at);
    }

    /// Records a macro call, whose path does not lead to an item.
    pub(super) fn record_macro_call(&mut self, path: &Path, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.records.in_macro_path, true);
        walk(self);
        self.records.in_macro_path = outer;
        let (true, Some(last)) = (self.records.wanted, path.segments.last()) else {
            return;
        };
        if self.traced(self.cx.at, path).leaves {
            return;
        }
        let call = Call {
            from: self.cx.scopes.home(self.cx.at),
            owner: self.records.owner.clone(),
            name: format!("{}!", last.ident.unraw()),
            at: self.step(ends(path)),
            exemption: self.layering_exemption(),
        };
        self.records.calls.push(call);
    }

    /// Follows macro calls, once all macros are known.
    pub(super) fn follow_macro_calls(&mut self) {
        for call in std::mem::take(&mut self.records.calls) {
            let name = Named::Item(call.name);
            // The textual scope of macros is not followed. Without a macro of this name in an enclosing module, every one in the
            // crate may be meant.
            let all = self.records.macros.iter();
            let mut meant: Vec<NamedItem> = all.filter(|(_, one)| *one == name).cloned().collect();
            let around = |(module, _): &NamedItem| self.cx.scopes.holds(*module, call.from);
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

    /// Records an exemption, so that an unused one can be reported.
    pub(super) fn record_exemption(&mut self, number: usize, at: (Span, Span)) {
        if self.records.wanted {
            let step = self.step(at);
            self.records.exemptions.push((number, step));
        }
    }

    pub(super) fn record(&mut self, from: ScopeId, ends: &[TraceEnd], at: (Span, Span)) {
        if !self.records.wanted {
            return;
        }
        for end in ends {
            // The modules on the way down from the root do not count as used by the modules in them.
            if end.what == Named::Module && self.cx.scopes.holds(end.module, from) {
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

    /// The ends of a path in `scope`.
    pub(super) fn traced(&self, scope: ScopeId, path: &Path) -> Trace {
        let absolute = path.leading_colon.is_some();
        self.cx
            .scopes
            .trace(scope, &names_of(path), absolute, Space::Both, None)
    }

    pub(super) fn step(&self, (span, end): (Span, Span)) -> CodePlace {
        CodePlace {
            file: self.cx.file,
            span,
            end,
        }
    }
}

/// The item that contains a use: users of the item use the same.
impl Judge {
    /// Walks an item, to which uses in it belong.
    pub(super) fn as_owner(&mut self, item: &Item, walk: impl FnOnce(&mut Self)) {
        if !self.records.wanted {
            return walk(self);
        }
        let owner = match item {
            Item::Mod(_) => None,
            _ if self.records.owner.is_some() => self.records.owner.clone(),
            _ => self.owner_named(item),
        };
        let outer = std::mem::replace(&mut self.records.owner, owner);
        walk(self);
        self.records.owner = outer;
    }

    fn owner_named(&mut self, item: &Item) -> Option<NamedItem> {
        let home = self.cx.scopes.home(self.cx.at);
        let named = |ident: &Ident| Some((home, Named::Item(ident.unraw().to_string())));
        match item {
            Item::Const(item) => named(&item.ident),
            Item::Enum(item) => named(&item.ident),
            Item::Fn(item) => named(&item.sig.ident),
            Item::Static(item) => named(&item.ident),
            Item::Struct(item) => named(&item.ident),
            Item::Trait(item) => named(&item.ident),
            Item::TraitAlias(item) => named(&item.ident),
            Item::Type(item) => named(&item.ident),
            Item::Union(item) => named(&item.ident),
            Item::Macro(item) => match &item.ident {
                Some(name) => {
                    let defined = (home, Named::Item(format!("{}!", name.unraw())));
                    self.records.macros.push(defined.clone());
                    Some(defined)
                }
                // The names of items that a macro generates are not visible.
                None => Some((home, Named::Generated(String::new()))),
            },
            Item::Impl(item) => self.owner_of_impl(item),
            _ => None,
        }
    }

    /// Uses in the methods of a type are uses of everything that has the type. For a foreign type or a blanket impl, they belong
    /// to the trait.
    fn owner_of_impl(&self, item: &ItemImpl) -> Option<NamedItem> {
        let own = |path: &Path| {
            let end = self.traced(self.cx.at, path).ends.pop()?;
            Some((end.module, end.what))
        };
        let of_type = match &*item.self_ty {
            Type::Path(ty) if ty.qself.is_none() => own(&ty.path),
            _ => None,
        };
        of_type.or_else(|| own(&item.trait_.as_ref()?.0))
    }
}

/// The segments before the first variable of a macro.
fn template_prefix(names: &[String]) -> &[String] {
    let end = names.iter().position(|name| name.starts_with(VARIABLE));
    &names[..end.unwrap_or(names.len())]
}
