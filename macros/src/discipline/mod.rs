//! First layer of the rules: the tokens of the item that an attribute is on, checked once, however many attributes are on it and
//! in it.
//!
//! The outermost attribute checks the whole item. It removes the `#[exempt(…)]` attributes it has read, and marks nested items whose
//! own attributes would check them again.

mod compilation;
mod probes;
mod program;
mod sources;
mod whole_crate;

use gatewright_discipline::{Finding, Rule};
use proc_macro2::TokenStream;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Item, ItemFn, ItemMod, parse_quote};

use crate::attributes;
use crate::crate_path::CratePath;
use crate::report::Errors;

pub(crate) use compilation::in_editor;
pub(crate) use program::{Main, Needing, main_in_runtime, missing_main, second_main, spelt};
pub(crate) use whole_crate::check as check_crate;

/// The attributes that check the item they are on.
pub(crate) const CHECKING: [&str; 3] = ["dispatch", "lambda_handler", "lazy_module"];

/// Checks a module; `tokens` are its tokens.
pub(crate) fn check_module(
    module: &mut ItemMod,
    tokens: &TokenStream,
    krate: &CratePath,
    errors: &mut Errors,
) {
    let item = Item::Mod(module.clone());
    check_item(module, &item, tokens, krate, errors);
}

/// Checks a lazy module. Its attribute is not among its tokens, and the rules give other advice in lazy modules.
pub(crate) fn check_lazy_module(
    module: &mut ItemMod,
    tokens: &TokenStream,
    krate: &CratePath,
    errors: &mut Errors,
) {
    let mut judged = module.clone();
    judged.attrs.push(parse_quote!(#[lazy_module]));
    check_item(module, &Item::Mod(judged), tokens, krate, errors);
}

/// Checks `item`, which is `module` as the rules see it.
fn check_item(
    module: &mut ItemMod,
    item: &Item,
    tokens: &TokenStream,
    krate: &CratePath,
    errors: &mut Errors,
) {
    // rustc makes the text. Unlike this crate, it is optimised in every build.
    let may_break_a_rule = || gatewright_discipline::may_break_a_rule(&tokens.to_string());
    if was_checked(&mut module.attrs) || !may_break_a_rule() {
        return;
    }
    if report(gatewright_discipline::judge_item(item), errors) {
        probes::into_module(module, krate, errors);
    }
    Checked.visit_item_mod_mut(module);
}

/// Checks a handler outside of a module.
pub(crate) fn check_function(function: &mut ItemFn, krate: &CratePath, errors: &mut Errors) {
    if was_checked(&mut function.attrs) {
        return;
    }
    if report(gatewright_discipline::judge_fn(function), errors) {
        probes::into_function(function, krate, errors);
    }
    Checked.visit_item_fn_mut(function);
}

/// Reports the findings. Returns whether none of them is about shared state: if one is, rustc is not asked to find it again, so
/// that one mistake gives one error.
fn report(findings: Vec<Finding>, errors: &mut Errors) -> bool {
    let findings: Vec<Finding> = findings
        .into_iter()
        .filter(|finding| !whole_crate::refutes(finding))
        .collect();
    let stateless = findings
        .iter()
        .all(|finding| finding.rule != Rule::SharedState);
    for finding in findings {
        errors.push(finding.into());
    }
    stateless
}

/// The mark: an attribute with a false condition, which rustc removes. It is below the attribute that reads it, because
/// attributes above are resolved first.
fn mark() -> Attribute {
    parse_quote!(#[cfg_attr(any(), gatewright_checked)])
}

fn was_checked(attributes: &mut Vec<Attribute>) -> bool {
    let before = attributes.len();
    let mark = mark();
    attributes.retain(|attribute| *attribute != mark);
    attributes.len() < before
}

/// Removes exemptions and leaves marks in an item that was checked.
struct Checked;

impl VisitMut for Checked {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        attributes.retain(|attribute| !attributes::is_named(attribute, "exempt"));
    }

    fn visit_item_mut(&mut self, item: &mut Item) {
        visit_mut::visit_item_mut(self, item);
        if let Item::Mod(ItemMod { attrs, .. }) | Item::Fn(ItemFn { attrs, .. }) = item
            && CHECKING.iter().any(|name| attributes::has(attrs, name))
        {
            attrs.push(mark());
        }
    }
}
