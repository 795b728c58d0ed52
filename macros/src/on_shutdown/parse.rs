//! Finding the hook among the functions of a module.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, Item, ItemFn, Meta, ReturnType, Safety, Type, parse_quote};

use super::model::Hook;
use super::{FORM, NAME};
use crate::helpers::Helper;
use crate::report::{Errors, Message};
use crate::{attributes, item};

/// The most parameters that a hook may have: the runtime crate follows tuples up to this length.
const MAX_PARAMETERS: usize = 8;

/// Takes the attribute off a function, and adds the function to the hooks if nothing is wrong with it. Whether it had the attribute.
pub(crate) fn take(function: &mut ItemFn, hooks: &mut Vec<Hook>, errors: &mut Errors) -> bool {
    let Some(attribute) = taken(&mut function.attrs) else {
        return false;
    };
    let before = errors.count();
    if !matches!(attribute.meta, Meta::Path(_)) {
        errors.push(
            Message::new("`#[on_shutdown]` takes no arguments")
                .help(FORM)
                .note("the time that there is, 500 ms, is Lambda's")
                .at(&attribute.meta),
        );
    }
    if let Some(other) = function.attrs.iter().find_map(Helper::of) {
        errors.push(
            Message::new(format!(
                "what is done at the end answers nothing, and this function has `#[{}]` too",
                other.name
            ))
            .help("write a function of its own for each; they can call a third")
            .at(&attribute.meta),
        );
    }
    form(function, errors);
    let arguments = arguments(function, errors);
    // The attributes of handlers would each report that nothing reads them.
    function
        .attrs
        .retain(|attribute| Helper::of(attribute).is_none());
    if errors.count() > before {
        function.attrs.push(parse_quote!(#[allow(dead_code)]));
        return true;
    }
    hooks.push(Hook {
        attribute: attribute.path().span(),
        function: function.sig.ident.clone(),
        is_async: function.sig.asyncness.is_some(),
        arguments,
        returns: match &function.sig.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some((**ty).clone()),
        },
    });
    true
}

fn taken(attrs: &mut Vec<Attribute>) -> Option<Attribute> {
    let at = attrs
        .iter()
        .position(|attribute| attributes::is_named(attribute, NAME))?;
    Some(attrs.remove(at))
}

fn form(function: &ItemFn, errors: &mut Errors) {
    let signature = &function.sig;
    let name = &signature.ident;
    let mut wrong = |headline: String, tokens: TokenStream| {
        errors.push(Message::new(headline).help(FORM).at(tokens));
    };
    if let Safety::Unsafe(token) = &signature.safety {
        wrong(
            format!("`{name}` must not be `unsafe`"),
            token.to_token_stream(),
        );
    }
    if !signature.generics.params.is_empty() {
        wrong(
            format!("`{name}` must not be generic: nobody says with which types it is called"),
            signature.generics.to_token_stream(),
        );
    }
    if let Some(cfg) = attributes::cfgs(&function.attrs).first() {
        wrong(
            "the function with `#[on_shutdown]` cannot have a `cfg`: put it on what stands in the function".to_owned(),
            cfg.to_token_stream(),
        );
    }
}

fn arguments(function: &ItemFn, errors: &mut Errors) -> Vec<Type> {
    let name = &function.sig.ident;
    let mut types = Vec::new();
    for input in &function.sig.inputs {
        match input {
            FnArg::Receiver(receiver) => errors.push(
                Message::new(format!("`{name}` must not take `self`"))
                    .help(FORM)
                    .at(receiver),
            ),
            FnArg::Typed(parameter) => types.push((*parameter.ty).clone()),
        }
    }
    if let Some(one_too_many) = function.sig.inputs.iter().nth(MAX_PARAMETERS) {
        errors.push(
            Message::new(format!(
                "`{name}` has {} parameters; a function with `#[on_shutdown]` has at most {MAX_PARAMETERS}",
                function.sig.inputs.len()
            ))
            .help("let one lazy module hold what is to be ended")
            .at(one_too_many),
        );
    }
    types
}

/// Takes the attribute off an item that is no function, and reports it.
pub(crate) fn report_on(item: &mut Item, errors: &mut Errors) {
    let what = item::described(item);
    if let Some(attribute) = item::attributes_mut(item).and_then(taken) {
        errors.push(
            Message::new(format!(
                "`#[on_shutdown]` belongs on a function, not on {what}"
            ))
            .help(FORM)
            .at(&attribute.meta),
        );
    }
}
