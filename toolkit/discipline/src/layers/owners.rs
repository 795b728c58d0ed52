//! Which item uses something: what else uses the item then uses that too.

use super::record::Thing;
use crate::judge::Judge;
use crate::scope::What;
use proc_macro2::Ident;
use syn::ext::IdentExt as _;
use syn::{Item, ItemImpl, Path, Type};

impl Judge {
    /// Runs `walk` inside an item, which then is what uses things.
    pub(crate) fn as_owner(&mut self, item: &Item, walk: impl FnOnce(&mut Self)) {
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

    fn owner_named(&mut self, item: &Item) -> Option<Thing> {
        let home = self.scopes.home(self.at);
        let named = |ident: &Ident| Some((home, What::Item(ident.unraw().to_string())));
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
                    let defined = (home, What::Item(format!("{}!", name.unraw())));
                    self.records.macros.push(defined.clone());
                    Some(defined)
                }
                // What a macro writes into the module has names that nobody sees.
                None => Some((home, What::Generated(String::new()))),
            },
            Item::Impl(item) => self.owner_of_impl(item),
            _ => None,
        }
    }

    /// What a type's methods use, those use who have the type; for a type that is not the crate's own, or any type at all,
    /// those who have the trait.
    fn owner_of_impl(&self, item: &ItemImpl) -> Option<Thing> {
        let own = |path: &Path| {
            let end = self.traced(self.at, path).ends.pop()?;
            Some((end.module, end.what))
        };
        let of_type = match &*item.self_ty {
            Type::Path(ty) if ty.qself.is_none() => own(&ty.path),
            _ => None,
        };
        of_type.or_else(|| own(&item.trait_.as_ref()?.0))
    }
}
