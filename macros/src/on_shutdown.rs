//! `#[on_shutdown]`: a function that runs when the execution environment shuts down.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, Item, ItemFn, Meta, ReturnType, Safety, Type, parse_quote};

use crate::crate_path::CratePath;
use crate::helpers::Helper;
use crate::report::{Errors, Message};
use crate::spans::Place;
use crate::{attributes, item, names};

/// The attribute's name.
const NAME: &str = "on_shutdown";

/// The expected form.
const FORM: &str =
    "#[on_shutdown]\nasync fn flush(metrics: Option<metrics::Lazy>, deadline: Deadline) { … }";

/// A shutdown hook that is valid as far as its tokens show.
#[derive(Debug)]
pub(crate) struct Hook {
    /// The position of its attribute.
    pub(crate) attribute: Span,
    /// The function's name.
    function: Ident,
    is_async: bool,
    /// The parameter types, at most 8.
    arguments: Vec<Type>,
    /// The return type; `None` is `()`.
    returns: Option<Type>,
}

/// The maximum number of parameters: the runtime crate implements its traits for tuples up to this length.
const MAX_PARAMETERS: usize = 8;

/// Takes the attribute off a function. A valid function is added to `hooks`. Returns whether the function had the attribute.
pub(crate) fn take(function: &mut ItemFn, hooks: &mut Vec<Hook>, errors: &mut Errors) -> bool {
    let Some(attribute) = taken(&mut function.attrs) else {
        return false;
    };
    let before = errors.count();
    if !matches!(attribute.meta, Meta::Path(_)) {
        errors.push(
            Message::new("`#[on_shutdown]` takes no arguments")
                .help(FORM)
                .note("the time limit of 500 ms is set by Lambda")
                .at(&attribute.meta),
        );
    }
    if let Some(other) = function.attrs.iter().find_map(Helper::of) {
        errors.push(
            Message::new(format!(
                "a function with `#[on_shutdown]` cannot have `#[{}]` too",
                other.name
            ))
            .help("write a separate function for each; they can call a third")
            .note("the hook runs when the environment shuts down, and handles no event")
            .at(&attribute.meta),
        );
    }
    form(function, errors);
    let arguments = arguments(function, errors);
    // Left on the function, the handler attributes would each report that nothing reads them.
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
            format!("`{name}` cannot be `unsafe`"),
            token.to_token_stream(),
        );
    }
    if !signature.generics.params.is_empty() {
        wrong(
            format!("`{name}` cannot be generic: the runtime calls it with concrete types"),
            signature.generics.to_token_stream(),
        );
    }
    if let Some(cfg) = attributes::cfgs(&function.attrs).first() {
        wrong(
            "the function with `#[on_shutdown]` cannot have a `cfg`: put the `cfg` on statements in its body".to_owned(),
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
                Message::new(format!("`{name}` cannot take `self`"))
                    .help(FORM)
                    .at(receiver),
            ),
            FnArg::Typed(parameter) => types.push((*parameter.ty).clone()),
        }
    }
    if let Some(one_too_many) = function.sig.inputs.iter().nth(MAX_PARAMETERS) {
        errors.push(
            Message::new(format!(
                "`{name}` has {} parameters, but a function with `#[on_shutdown]` has at most {MAX_PARAMETERS}",
                function.sig.inputs.len()
            ))
            .help("let one lazy module hold all values to be shut down")
            .at(one_too_many),
        );
    }
    types
}

/// Takes the attribute off an item that is not a function, and reports it.
pub(crate) fn report_on(item: &mut Item, errors: &mut Errors) {
    let what = item::described(item);
    if let Some(attribute) = item::attributes_mut(item).and_then(taken) {
        errors.push(
            Message::new(format!(
                "`#[on_shutdown]` must be on a function, not on {what}"
            ))
            .help(FORM)
            .at(&attribute.meta),
        );
    }
}

/// Expands the attribute where no `#[dispatch]` has read it.
pub(crate) fn misplaced(_: &TokenStream, tokens: &TokenStream) -> TokenStream {
    let message = match syn::parse2::<ItemFn>(tokens.clone()) {
        Ok(_) => Message::new("`#[on_shutdown]` is outside of a `#[dispatch]` module")
            .help(format!(
                "put it into the module with the handlers:\n#[lambda_handler]\n#[dispatch]\nmod shop {{\n    {}\n}}",
                FORM.replace('\n', "\n    ")
            ))
            .note("a Lambda function that is a single function needs a module for this, with one handler"),
        Err(_) => {
            let what =
                syn::parse2::<Item>(tokens.clone()).map_or("this", |item| item::described(&item));
            Message::new(format!("`#[on_shutdown]` must be on a function, not on {what}"))
                .help(FORM)
        }
    };
    let error = message.at_span(Span::call_site()).into_compile_error();
    quote!(#tokens #error)
}

/// A block that evaluates to the hook.
pub(crate) fn value(hook: &Hook, krate: &CratePath) -> TokenStream {
    let private = krate.private();
    let function = &hook.function;
    let name = names::plain(function);
    let types = hook.arguments.iter().map(|ty| quote!(#private::Make<#ty>,));
    // The bound on a parameter's type is stated here only, as in the table's entries.
    let values = hook.arguments.iter().map(|ty| {
        let place = Place::of(ty);
        let start = place.start(quote!(#private::shutdown_arg::<));
        let end = place.end(quote!(>()));
        quote!(#start #ty #end,)
    });
    let put_together = Ident::new(
        if hook.is_async { "awaited" } else { "plain" },
        Span::call_site(),
    );
    let returns = match &hook.returns {
        Some(ty) => {
            let place = Place::of(ty);
            let start = place.start(quote!(#private::shutdown_returns::<));
            let end = place.end(quote!(>()));
            quote!(#start #ty #end)
        }
        None => quote!(#private::shutdown_returns::<()>()),
    };
    quote! {
        {
            const ARGUMENTS: (#(#types)*) = (#(#values)*);
            const HOOK: &dyn #private::Hook = &#private::#put_together(#function, ARGUMENTS, #returns);
            #private::Shutdown::new(HOOK, ::core::module_path!(), #name)
        }
    }
}
