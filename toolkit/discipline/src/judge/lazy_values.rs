//! The values of lazy modules, which outlive an invocation as statics do.

use super::Judge;
use super::context::Context;
use super::value_types::inner;
use super::variables::Typed;
use crate::ids::ScopeId;
use crate::rule::Rule;
use crate::scope::{Def, Place, Space, path_of_type};
use quote::ToTokens as _;
use std::rc::Rc;
use syn::spanned::Spanned as _;
use syn::{Item, ItemMod, ReturnType, Type};

const CELL: &str = "return the value from the handler, or store it in DynamoDB or S3; if it holds no request data, write \
                    `#[exempt(shared_state, reason = \"…\")]`";
const CACHE: &str = "bound it, `Cache::builder().max_capacity(1_000)`, and key it by everything that the value depends on; if the keys \
                     are few, write `#[exempt(shared_state, reason = \"…\")]`";

/// Caches, which need a bound.
const CACHES: [&str; 3] = ["moka", "mini_moka", "quick_cache"];
/// Types that a handler changes. Others may hold data that the module itself refreshes.
const CHANGED: [&str; 5] = [
    "std::cell::Cell",
    "std::cell::RefCell",
    "std::cell::UnsafeCell",
    "tokio::sync::watch::Sender",
    "tokio::sync::broadcast::Sender",
];
/// Words of code that bounds a cache.
const BOUNDS: [&str; 5] = [
    "max_capacity",
    "Cache :: new",
    "weight_capacity",
    "with_options",
    "time_to_live",
];

impl Judge {
    /// Judges the type that `init` of a lazy module returns.
    pub(super) fn check_lazy_value(&mut self, item: &ItemMod, scope: ScopeId) {
        let Some((_, items)) = &item.content else {
            return;
        };
        let init = items.iter().find_map(|item| match item {
            Item::Fn(init) if init.sig.ident == "init" => Some(init),
            _ => None,
        });
        let Some(init) = init else { return };
        let ReturnType::Type(_, ty) = &init.sig.output else {
            return;
        };
        let value = unwrapped(ty);
        let Some(held) = self.cx.changed_in(value, scope) else {
            return;
        };
        let is_cache = CACHES
            .iter()
            .any(|krate| held.split("::").next() == Some(krate));
        let at = (value.span(), value.span());
        if is_cache {
            let text = item.to_token_stream().to_string();
            if !BOUNDS.iter().any(|word| text.contains(word)) {
                let headline = format!(
                    "the cache of lazy module `{}` has no bound: `{held}`",
                    item.ident
                );
                self.report(Rule::SharedState, at, headline, CACHE);
            }
        } else if CHANGED.contains(&held.as_str()) {
            let headline = format!(
                "the value of lazy module `{}` keeps state between invocations: its type holds `{held}`",
                item.ident
            );
            self.report(Rule::SharedState, at, headline, CELL);
        }
    }
}

impl Context {
    /// The type of the value behind `orders::Lazy`.
    pub(super) fn lazy_value(&self, ty: &Type, scope: ScopeId) -> Option<Typed> {
        let (mut names, absolute) = path_of_type(ty)?;
        if names.len() < 2 || names.pop()? != "Lazy" {
            return None;
        }
        let Place::Own(Def::Module(module), _) =
            self.scopes.resolve(scope, &names, absolute, Space::Types)
        else {
            return None;
        };
        let init = ["init".to_owned()];
        match self.scopes.resolve(module, &init, false, Space::Values) {
            Place::Own(Def::Function(init), home) => {
                Some((Rc::new(unwrapped(init.output.as_ref()?).clone()), home))
            }
            _ => None,
        }
    }
}

/// `T` for `Result<T, Error>`.
fn unwrapped(ty: &Type) -> &Type {
    match ty {
        Type::Path(path) => match path.path.segments.last() {
            Some(last) if last.ident == "Result" => inner(last).unwrap_or(ty),
            _ => ty,
        },
        ty => ty,
    }
}
