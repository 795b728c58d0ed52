//! Second layer of the rules: rustc itself inspects the type of each static.
//!
//! A constant beside each static borrows a value of its type. rustc refuses to borrow a value with interior mutability (E0492),
//! through any alias, wrapper and crate, where tokens and names do not reach. It stops at pointers, which the other layers follow.
//! It would also refuse a write-once cell, so only the content of those is probed.
//! <https://doc.rust-lang.org/error_codes/E0492.html>

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Block, Item, ItemFn, ItemMod, ItemStatic, StaticMutability, Stmt, Type};

use gatewright_discipline::CfgSet;

use super::whole_crate::{self, Refusal};
use crate::attributes;
use crate::crate_path::CratePath;
use crate::report::Errors;
use crate::spans::Place;

/// Usual names of write-once cells. The other layers recognise them by name and check their content. Under another name, the
/// runtime's `Static` takes those of the standard library and of tokio apart.
const WRITE_ONCE: [&str; 6] = [
    "OnceLock", "LazyLock", "OnceCell", "Lazy", "SetOnce", "OnceBox",
];

/// Adds a probe beside each static of a module.
pub(super) fn into_module(module: &mut ItemMod, krate: &CratePath, errors: &mut Errors) {
    if !is_left_alone(&module.attrs) {
        Probes { krate, errors }.visit_item_mod_mut(module);
    }
}

/// Adds a probe beside each static in a function.
pub(super) fn into_function(function: &mut ItemFn, krate: &CratePath, errors: &mut Errors) {
    if !is_left_alone(&function.attrs) {
        Probes { krate, errors }.visit_item_fn_mut(function);
    }
}

struct Probes<'k> {
    krate: &'k CratePath,
    errors: &'k mut Errors,
}

impl Probes<'_> {
    fn probe(&mut self, item: &Item) -> Option<Item> {
        let Item::Static(item) = item else {
            return None;
        };
        let is_checked_elsewhere = matches!(item.mutability, StaticMutability::Mut(_))
            || is_write_once(&item.ty)
            || is_left_alone(&item.attrs)
            || attributes::has(&item.attrs, "global_allocator");
        if is_checked_elsewhere {
            return None;
        }
        // State that the crate's source shows is reported once, in our own words.
        match whole_crate::state_in(&item.ty) {
            Some(Refusal::Reported) => None,
            Some(Refusal::Pending(message)) => {
                self.errors.push(message.at(&item.ty));
                None
            }
            None => Some(Item::Verbatim(constant(item, self.krate))),
        }
    }
}

impl VisitMut for Probes<'_> {
    fn visit_item_mut(&mut self, item: &mut Item) {
        let attrs = crate::item::attributes_mut(item).map_or(&[][..], |attrs| attrs);
        if !is_left_alone(attrs) {
            visit_mut::visit_item_mut(self, item);
        }
    }

    fn visit_item_mod_mut(&mut self, module: &mut ItemMod) {
        visit_mut::visit_item_mod_mut(self, module);
        if let Some((_, items)) = &mut module.content {
            let probes: Vec<Item> = items.iter().filter_map(|item| self.probe(item)).collect();
            items.extend(probes);
        }
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        visit_mut::visit_block_mut(self, block);
        let items = block.stmts.iter().filter_map(|stmt| match stmt {
            Stmt::Item(item) => Some(item),
            _ => None,
        });
        let probes: Vec<Stmt> = items
            .filter_map(|item| self.probe(item))
            .map(Stmt::Item)
            .collect();
        // Before the statements, because the last of them may be the block's value.
        block.stmts.splice(0..0, probes);
    }
}

/// Whether the item exists in tests only, or is exempt from the rule.
fn is_left_alone(attrs: &[Attribute]) -> bool {
    CfgSet::undecided().leaves_out(attrs)
        || attrs.iter().any(|attr| {
            attributes::is_named(attr, "exempt")
                && attr
                    .to_token_stream()
                    .to_string()
                    .contains(gatewright_discipline::Rule::SharedState.id())
        })
}

fn is_write_once(ty: &Type) -> bool {
    match ty {
        Type::Path(ty) => ty
            .path
            .segments
            .last()
            .is_some_and(|last| WRITE_ONCE.iter().any(|name| last.ident == name)),
        Type::Paren(ty) => is_write_once(&ty.elem),
        Type::Group(ty) => is_write_once(&ty.elem),
        _ => false,
    }
}

/// A constant in a generic `impl` is type-checked but never evaluated. The unusual names avoid clashes with the user's types.
fn constant(item: &ItemStatic, krate: &CratePath) -> TokenStream {
    let cfgs = attributes::cfgs(&item.attrs);
    let private = krate.private();
    let ty = &item.ty;
    let place = Place::of(ty);
    let value = place.start(quote!(&#private::value_of));
    let mut holds = Group::new(
        Delimiter::Parenthesis,
        quote!(#private::Static::<#ty>::HOLDS),
    );
    holds.set_span(place.last());
    quote! {
        #(#cfgs)*
        const _: () = {
            #[allow(unused_imports, reason = "needed only if the type is not a write-once cell")]
            use #private::Plain as _;
            #[allow(dead_code, reason = "rustc only checks its type")]
            struct __GatewrightProbe<__GatewrightAny>(__GatewrightAny);
            #[allow(dead_code, reason = "rustc only checks its type")]
            impl<__GatewrightAny> __GatewrightProbe<__GatewrightAny> {
                const STATICS_HOLD_NO_STATE: &'static dyn #private::AnyStatic = #value #holds;
            }
        };
    }
}
