//! The first ring of the discipline: the tokens of the item that an attribute stands on, judged once, however many attributes
//! there are on it and in it.
//!
//! The outermost attribute judges all of the item. It takes the `#[exempt(…)]` away that it read, and leaves a mark on the
//! items in it whose own attributes would judge them again.

mod compilation;
mod sources;
mod whole_crate;

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Item, ItemFn, ItemMod, parse_quote};

use crate::attributes;
use crate::report::Errors;

pub(crate) use whole_crate::judge as judge_crate;

/// The attributes that judge the item they stand on.
pub(crate) const JUDGING: [&str; 3] = ["dispatch", "lambda_handler", "lazy_module"];

/// Judges a module.
pub(crate) fn judge_module(module: &mut ItemMod, errors: &mut Errors) {
    if was_judged(&mut module.attrs) {
        return;
    }
    let item = Item::Mod(module.clone());
    report(gatewright_discipline::judge_item(&item), errors);
    Judged.visit_item_mod_mut(module);
}

/// Judges a handler that stands alone.
pub(crate) fn judge_function(function: &mut ItemFn, errors: &mut Errors) {
    if was_judged(&mut function.attrs) {
        return;
    }
    report(gatewright_discipline::judge_fn(function), errors);
    Judged.visit_item_fn_mut(function);
}

fn report(findings: Vec<gatewright_discipline::Finding>, errors: &mut Errors) {
    for finding in findings {
        errors.push(finding.into());
    }
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
