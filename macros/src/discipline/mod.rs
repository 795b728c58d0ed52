//! The first ring of the discipline: the tokens of the item that an attribute stands on, judged once, however many attributes
//! there are on it and in it.
//!
//! The outermost attribute judges all of the item. It takes the `#[exempt(…)]` away that it read, and leaves a mark on the
//! items in it whose own attributes would judge them again.

mod compilation;
mod probes;
mod sources;
mod whole_crate;

use gatewright_discipline::{Finding, Rule};
use proc_macro2::TokenStream;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Item, ItemFn, ItemMod, parse_quote};

use crate::attributes;
use crate::krate::Krate;
use crate::report::Errors;

pub(crate) use whole_crate::judge as judge_crate;

/// The attributes that judge the item they stand on.
pub(crate) const JUDGING: [&str; 3] = ["dispatch", "lambda_handler", "lazy_module"];

/// Judges a module, whose tokens these are.
pub(crate) fn judge_module(
    module: &mut ItemMod,
    tokens: &TokenStream,
    krate: &Krate,
    errors: &mut Errors,
) {
    // The text is made by rustc, which unlike this crate is optimised in every build.
    let may_break_a_rule = || gatewright_discipline::may_break_a_rule(&tokens.to_string());
    if was_judged(&mut module.attrs) || !may_break_a_rule() {
        return;
    }
    let item = Item::Mod(module.clone());
    if report(gatewright_discipline::judge_item(&item), errors) {
        probes::into_module(module, krate, errors);
    }
    Judged.visit_item_mod_mut(module);
}

/// Judges a handler that stands alone.
pub(crate) fn judge_function(function: &mut ItemFn, krate: &Krate, errors: &mut Errors) {
    if was_judged(&mut function.attrs) {
        return;
    }
    if report(gatewright_discipline::judge_fn(function), errors) {
        probes::into_function(function, krate, errors);
    }
    Judged.visit_item_fn_mut(function);
}

/// Reports what was found; whether no state was among it. Where there is some, rustc is not asked to find it again: one mistake
/// is one message.
fn report(findings: Vec<Finding>, errors: &mut Errors) -> bool {
    let stateless = findings
        .iter()
        .all(|finding| finding.rule != Rule::SharedState);
    for finding in findings {
        errors.push(finding.into());
    }
    stateless
}

/// The mark: an attribute that is false, so that it means nothing to rustc and is gone in the end. It stands below the
/// attribute that is to see it, because those above are resolved before.
fn mark() -> Attribute {
    parse_quote!(#[cfg_attr(any(), gatewright_has_judged)])
}

fn was_judged(attributes: &mut Vec<Attribute>) -> bool {
    let before = attributes.len();
    let mark = mark();
    attributes.retain(|attribute| *attribute != mark);
    attributes.len() < before
}

/// Takes exemptions away and leaves marks, in all that was judged.
struct Judged;

impl VisitMut for Judged {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        attributes.retain(|attribute| !attributes::is_named(attribute, "exempt"));
    }

    fn visit_item_mut(&mut self, item: &mut Item) {
        visit_mut::visit_item_mut(self, item);
        if let Item::Mod(ItemMod { attrs, .. }) | Item::Fn(ItemFn { attrs, .. }) = item
            && JUDGING.iter().any(|name| attributes::has(attrs, name))
        {
            attrs.push(mark());
        }
    }
}
