//! The second ring of the discipline: rustc itself looks at the type of each static.
//!
//! Beside a static stands a constant that borrows a value of its type. rustc refuses to borrow what has interior mutability
//! (E0492), through any alias, wrapper and crate, where tokens and names end. It stops at pointers, which the other rings
//! follow; and it would refuse a cell that is written once, so of those only the content counts there.
//! <https://doc.rust-lang.org/error_codes/E0492.html>

use proc_macro2::{Delimiter, Group, TokenStream};
use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Block, Item, ItemFn, ItemMod, ItemStatic, StaticMutability, Stmt, Type};

use gatewright_discipline::CfgSet;

use super::whole_crate::{self, Told};
use crate::attributes;
use crate::krate::Krate;
use crate::report::Errors;
use crate::spans::Place;

/// Cells that are written once, as they are usually called. By such a name the other rings know them and judge their content;
/// under another name, the runtime's `Static` takes those of the standard library and of tokio apart.
const WRITE_ONCE: [&str; 6] = [
    "OnceLock", "LazyLock", "OnceCell", "Lazy", "SetOnce", "OnceBox",
];

/// Puts a probe beside each static of a module.
pub(super) fn into_module(module: &mut ItemMod, krate: &Krate, errors: &mut Errors) {
    if !is_left_alone(&module.attrs) {
        Probes { krate, errors }.visit_item_mod_mut(module);
    }
}

/// Puts a probe beside each static in a function.
pub(super) fn into_function(function: &mut ItemFn, krate: &Krate, errors: &mut Errors) {
    if !is_left_alone(&function.attrs) {
        Probes { krate, errors }.visit_item_fn_mut(function);
    }
}

struct Probes<'k> {
    krate: &'k Krate,
    errors: &'k mut Errors,
}

impl Probes<'_> {
    fn probe(&mut self, item: &Item) -> Option<Item> {
        let Item::Static(item) = item else {
            return None;
        };
        let judged_elsewhere = matches!(item.mutability, StaticMutability::Mut(_))
            || is_write_once(&item.ty)
            || is_left_alone(&item.attrs)
            || attributes::has(&item.attrs, "global_allocator");
        if judged_elsewhere {
            return None;
        }
        // What the source of the crate shows is said in our own words, and once.
        match whole_crate::state_in(&item.ty) {
            Some(Told::Already) => None,
            Some(Told::Now(message)) => {
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
        // Before the statements: the last of them may be the block's value.
        block.stmts.splice(0..0, probes);
    }
}

/// What is only there in tests, and what is exempt from the rule.
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

/// The constant stands in a generic `impl`, where it is checked and never computed. Its names are odd so that no type of the
/// user's is called the same.
fn constant(item: &ItemStatic, krate: &Krate) -> TokenStream {
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
            #[allow(unused_imports, reason = "only for a type that is no cell")]
            use #private::Plain as _;
            #[allow(dead_code, reason = "rustc is to look at it, that is all")]
            struct __GatewrightProbe<__GatewrightAny>(__GatewrightAny);
            #[allow(dead_code, reason = "rustc is to look at it, that is all")]
            impl<__GatewrightAny> __GatewrightProbe<__GatewrightAny> {
                const STATICS_HOLD_NO_STATE: &'static dyn #private::AnyStatic = #value #holds;
            }
        };
    }
}
