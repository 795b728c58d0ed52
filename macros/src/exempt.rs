//! `#[exempt(rule, reason = "…")]`: the attribute that checks the item reads it; alone it only checks its own arguments.

use gatewright_discipline::{Rule, judge_item};
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Item};

use crate::expansion::{Parsed, expansion};
use crate::report::Errors;
use crate::{attributes, discipline, item};

/// Expands the attribute.
pub(crate) fn attribute(args: TokenStream, item: TokenStream) -> TokenStream {
    expansion(args, item, parse, expand)
}

/// The input of `expand`.
#[derive(Debug)]
struct Exempted {
    /// The item, unchanged.
    item: Item,
    /// The exemption, if an attribute below checks the item and has yet to read it. An item without such an attribute does not keep it: the
    /// check of the whole crate reads the source.
    handed_down: Option<Attribute>,
}

fn parse(args: TokenStream, tokens: TokenStream, errors: &mut Errors) -> Parsed<Exempted> {
    // The check of the whole crate handles everything that is not an item, such as a field or an associated type.
    let Ok(mut item) = syn::parse2::<Item>(tokens.clone()) else {
        return Parsed::Refused(tokens);
    };
    let exemption = attributes::rebuilt("exempt", args);
    let Some(attrs) = item::attributes_mut(&mut item) else {
        return Parsed::Refused(tokens);
    };
    if discipline::CHECKING
        .iter()
        .any(|name| attributes::has(attrs, name))
    {
        return Parsed::Model(Exempted {
            item,
            handed_down: Some(exemption),
        });
    }
    attrs.push(exemption);
    for finding in judge_item(&item)
        .into_iter()
        .filter(|finding| finding.rule == Rule::Exemption)
    {
        errors.push(finding.into());
    }
    if let Some(attrs) = item::attributes_mut(&mut item) {
        attrs.pop();
    }
    Parsed::Model(Exempted {
        item,
        handed_down: None,
    })
}

/// Emits the item, with the exemption as its last attribute if another attribute has yet to read it.
fn expand(exempted: &Exempted) -> TokenStream {
    let mut item = exempted.item.clone();
    if let Some(attrs) = item::attributes_mut(&mut item) {
        attrs.extend(exempted.handed_down.clone());
    }
    item.into_token_stream()
}
