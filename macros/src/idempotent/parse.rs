//! Reads `#[idempotent]` on a function, and reports it where nothing reads it.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Attribute, Item, ItemFn, Meta};

use super::args::Args;
use super::model::{Idempotent, Key};
use super::{FORM, NAME};
use crate::report::{Errors, Message};
use crate::values::OutcomeUnknown;
use crate::{attributes, helpers, item, options};

/// An hour, in milliseconds.
const DEFAULT_TTL: u64 = 60 * 60 * 1_000;

/// The attribute of a function.
pub(crate) struct Found {
    /// Its position.
    pub(crate) span: Span,
    model: Option<Idempotent>,
}

impl Found {
    /// The settings for a handler of the events `described`; `None` if they are invalid, which has been reported.
    pub(crate) fn of(
        self,
        described: &str,
        have_headers: bool,
        errors: &mut Errors,
    ) -> Option<Idempotent> {
        let model = self.model?;
        match &model.key {
            Key::Header(literal, _) if !have_headers => {
                errors.push(
                    Message::new(format!("{described} has no headers"))
                        .help("key = \"order_id\"")
                        .note("only HTTP requests have headers; for other events the key is a field of the payload")
                        .at(literal),
                );
                None
            }
            Key::Field(..) | Key::Header(..) => Some(model),
        }
    }
}

/// Removes the attribute and reads it. If there are several, each is reported.
pub(crate) fn take(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> Option<Found> {
    report_conditional(attrs, errors);
    let (ours, others) = std::mem::take(attrs)
        .into_iter()
        .partition::<Vec<_>, _>(|attribute| attributes::is_named(attribute, NAME));
    *attrs = others;
    let first = ours.first()?;
    let span = first.path().span();
    if ours.len() > 1 {
        for attribute in &ours {
            errors.push(
                Message::new("`#[idempotent]` is given more than once")
                    .help("remove one of them")
                    .at(&attribute.meta),
            );
        }
        return Some(Found { span, model: None });
    }
    let model = read(first, errors);
    Some(Found { span, model })
}

/// Removes the attribute without reporting it.
pub(crate) fn taken_off(attrs: &mut Vec<Attribute>) {
    attrs.retain(|attribute| !attributes::is_named(attribute, NAME));
}

/// Removes the attribute from an item that is not a function, and reports it.
pub(crate) fn refuse_on(what: &str, attrs: &mut Vec<Attribute>, errors: &mut Errors) {
    if let Some(attribute) = attrs
        .iter()
        .find(|attribute| attributes::is_named(attribute, NAME))
    {
        errors.push(not_on_a_function(what).at(&attribute.meta));
    }
    taken_off(attrs);
}

fn not_on_a_function(what: &str) -> Message {
    Message::new(format!(
        "`#[{NAME}]` must be on an `async fn` that is a handler, not on {what}"
    ))
    .help(format!(
        "#[post(\"/orders\")]\n{FORM}\npub async fn create_order(Json(order): Json<NewOrder>) -> Result<Json<Order>, ApiError> {{ … }}"
    ))
}

fn read(attribute: &Attribute, errors: &mut Errors) -> Option<Idempotent> {
    let before = errors.count();
    let args = match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::Path(_) => TokenStream::new(),
        Meta::NameValue(_) => {
            errors.push(
                Message::new("`#[idempotent]` takes options of the form `name = value`")
                    .help(FORM)
                    .at(&attribute.meta),
            );
            return None;
        }
    };
    let Args {
        key,
        ttl,
        store,
        outcome_unknown,
    } = options::read(args, errors);
    let missing = |name: &str, why: &str| {
        Message::new(format!("`#[idempotent]` needs `{name}`"))
            .help(FORM)
            .note(why)
            .at(&attribute.meta)
    };
    if key.is_none() && errors.count() == before {
        errors.push(missing(
            "key",
            "the key identifies events that are the same: a field of the payload, or a header",
        ));
    }
    if store.is_none() && errors.count() == before {
        errors.push(missing(
            "store",
            "the store keeps keys and replies; it is the value of a lazy module",
        ));
    }
    let key = key.and_then(|key| errors.take(key));
    let ttl = ttl.map_or(Some(DEFAULT_TTL), |ttl| errors.take(ttl).map(|ttl| ttl.0));
    let store = store.and_then(|store| errors.take(store));
    let unknown = outcome_unknown.map_or(Some(false), |unknown| {
        errors
            .take(unknown)
            .map(|unknown| unknown == OutcomeUnknown::RunAgain)
    });
    Some(Idempotent {
        attribute: attribute.path().span(),
        key: key?,
        ttl: ttl?,
        store: store?.0,
        runs_again: unknown?,
    })
}

/// Reports `#[cfg_attr(…, idempotent(…))]`, which is not resolved yet when a macro sees it.
fn report_conditional(attrs: &mut Vec<Attribute>, errors: &mut Errors) {
    attrs.retain(|attribute| {
        let is_ours = attributes::conditional(attribute)
            .iter()
            .any(|meta| attributes::ends_in(meta.path(), NAME));
        if is_ours {
            errors.push(
                Message::new("`#[idempotent]` cannot be inside a `cfg_attr`")
                    .help("write the handler twice, each with its own `#[cfg(…)]`, once with the attribute and once without")
                    .note("`#[dispatch]` builds its table before `cfg_attr` is resolved")
                    .at(&attribute.meta),
            );
        }
        !is_ours
    });
}

/// Expands the attribute if no other attribute has taken it off.
pub(crate) fn misplaced(args: TokenStream, tokens: &TokenStream) -> TokenStream {
    match syn::parse2::<ItemFn>(tokens.clone()) {
        Ok(mut function) if attributes::has(&function.attrs, "lambda_handler") => {
            function.attrs.push(attributes::rebuilt(NAME, args));
            function.into_token_stream()
        }
        // The handler attribute below reports the same.
        Ok(function) if helpers::stands_on(&function.attrs) => function.into_token_stream(),
        Ok(function) => {
            let error = outside(&function).into_compile_error();
            quote!(#tokens #error)
        }
        Err(_) => {
            let what =
                syn::parse2::<Item>(tokens.clone()).map_or("this", |item| item::described(&item));
            let error = not_on_a_function(what)
                .at_span(Span::call_site())
                .into_compile_error();
            quote!(#tokens #error)
        }
    }
}

fn outside(function: &ItemFn) -> syn::Error {
    let name = &function.sig.ident;
    Message::new(format!(
        "`#[{NAME}]` is outside of a `#[dispatch]` module"
    ))
    .help(format!(
        "put the function into a module, with a handler attribute:\n#[lambda_handler]\n#[dispatch]\nmod shop {{\n    use super::*;\n    #[post(\"/orders\")]\n    {FORM}\n    pub async fn {name}(Json(order): Json<NewOrder>) -> Result<Json<Order>, ApiError> {{ … }}\n}}"
    ))
    .note("the key is read from an event, which only a handler receives")
    .at_span(Span::call_site())
}

/// The error for the attribute on a function of a `#[dispatch]` module that is not a handler.
pub(crate) fn without_handler(found: &Found, function: &ItemFn) -> syn::Error {
    let name = &function.sig.ident;
    Message::new(format!(
        "`#[{NAME}]` is on `{name}`, which is not a handler"
    ))
    .help(format!("#[post(\"/orders\")]\n{FORM}\npub async fn {name}(Json(order): Json<NewOrder>) -> Result<Json<Order>, ApiError> {{ … }}"))
    .note("the key is read from an event, which only a function with an attribute such as `#[post]`, `#[operation]` or `#[sqs]` receives")
    .at_span(found.span)
}
