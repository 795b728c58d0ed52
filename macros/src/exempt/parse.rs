//! From tokens to the model of `#[exempt]`.

use gatewright_discipline::{Rule, judge_item};
use proc_macro2::TokenStream;
use syn::Item;

use super::model::Exempted;
use crate::expansion::Parsed;
use crate::report::Errors;
use crate::{attributes, discipline, item};

pub(super) fn parse(
    args: TokenStream,
    tokens: TokenStream,
    errors: &mut Errors,
) -> Parsed<Exempted> {
    // What is no item (a field, an associated type) was not read by the rules either; the scan of the source reads it.
    let Ok(mut item) = syn::parse2::<Item>(tokens.clone()) else {
        return Parsed::Refused(tokens);
    };
    let exemption = attributes::rebuilt("exempt", args);
    let Some(attrs) = item::attributes_mut(&mut item) else {
        return Parsed::Refused(tokens);
    };
    if discipline::JUDGING
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
