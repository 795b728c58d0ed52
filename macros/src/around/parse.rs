//! Reads `#[middleware(…)]` and `#[cors(…)]` on a handler, and reports them where nothing reads them.

use darling::FromMeta;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, Item, ItemFn, Type};

use super::{Around, NAMES, form};
use crate::handler::Answers;
use crate::report::{Errors, Message};
use crate::{attributes, helpers, item};

/// The attributes of a function.
pub(crate) struct Found {
    /// The name and the position of the first.
    first: Option<(&'static str, Span)>,
    around: Around,
}

impl Found {
    /// What surrounds a handler of these events. Only routes have surroundings.
    pub(crate) fn of(self, answers: &Answers, errors: &mut Errors) -> Around {
        if let Some((name, at)) = self.first
            && !matches!(answers, Answers::Route(..))
        {
            errors.push(
                Message::new(format!(
                    "`#[{name}]` is for routes, and {} is not one",
                    answers.described()
                ))
                .help("remove the attribute")
                .note("middleware and CORS policies apply to HTTP requests")
                .at_span(at),
            );
            return Around::default();
        }
        self.around
    }
}

/// The name of the attribute, if it is one of these.
fn name_of(attribute: &Attribute) -> Option<&'static str> {
    NAMES
        .into_iter()
        .find(|name| attributes::is_named(attribute, name))
}

/// Removes the attributes and reads them. If one is there several times, each is reported.
pub(crate) fn take(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> Found {
    report_conditional(attrs, errors);
    let (ours, others) = std::mem::take(attrs)
        .into_iter()
        .partition::<Vec<_>, _>(|attribute| name_of(attribute).is_some());
    *attrs = others;
    let first = ours
        .first()
        .and_then(|first| Some((name_of(first)?, first.path().span())));
    let mut around = Around::default();
    for name in NAMES {
        let named: Vec<_> = ours
            .iter()
            .filter(|attribute| name_of(attribute) == Some(name))
            .collect();
        match named.as_slice() {
            [] => {}
            [one] if name == "cors" => around.cors = errors.take(FromMeta::from_meta(&one.meta)),
            [one] => around.layers = errors.take(FromMeta::from_meta(&one.meta)),
            several => {
                for attribute in several {
                    let message = Message::new(format!("`#[{name}]` is given more than once"));
                    let message = if name == "cors" {
                        message.help("remove one of them")
                    } else {
                        message.help("list all functions in one attribute, the outermost first")
                    };
                    errors.push(message.at(&attribute.meta));
                }
            }
        }
    }
    Found { first, around }
}

/// Reports `#[cfg_attr(…, middleware(…))]`, which is not resolved yet when a macro sees it.
fn report_conditional(attrs: &mut Vec<Attribute>, errors: &mut Errors) {
    attrs.retain(|attribute| {
        let conditional = attributes::conditional(attribute);
        let name = conditional.iter().find_map(|meta| {
            NAMES
                .into_iter()
                .find(|name| attributes::ends_in(meta.path(), name))
        });
        if let Some(name) = name {
            errors.push(
                Message::new(format!("`#[{name}]` cannot be inside a `cfg_attr`"))
                    .help("write the handler twice, each with its own `#[cfg(…)]`, once with the attribute and once without")
                    .note("`#[dispatch]` builds its table before `cfg_attr` is resolved")
                    .at(&attribute.meta),
            );
        }
        name.is_none()
    });
}

/// Removes the attributes without reporting them.
pub(crate) fn taken_off(attrs: &mut Vec<Attribute>) {
    attrs.retain(|attribute| name_of(attribute).is_none());
}

/// Removes the attributes from an item that is not a function, and reports them.
pub(crate) fn refuse_on(what: &str, attrs: &mut Vec<Attribute>, errors: &mut Errors) {
    for attribute in attrs.iter() {
        if let Some(name) = name_of(attribute) {
            errors.push(not_on_a_function(name, what).at(&attribute.meta));
        }
    }
    taken_off(attrs);
}

fn example(name: &str, function: &str) -> String {
    format!(
        "#[get(\"/orders\")]\n#[{}]\npub async fn {function}(…) -> Result<Json<Vec<Order>>, ApiError> {{ … }}",
        form(name)
    )
}

fn not_on_a_function(name: &str, what: &str) -> Message {
    Message::new(format!(
        "`#[{name}]` must be on an `async fn` that is a handler, not on {what}"
    ))
    .help(if what == "a module" {
        format!(
            "for all routes of a module, write `#[dispatch({})]`",
            form(name)
        )
    } else {
        example(name, "list_orders")
    })
}

/// The errors for the attributes on a function of a `#[dispatch]` module that is not a handler.
pub(crate) fn without_handler(found: &Found, function: &ItemFn, errors: &mut Errors) {
    let Some((name, at)) = found.first else {
        return;
    };
    let function = &function.sig.ident;
    let message = Message::new(format!(
        "`#[{name}]` is on `{function}`, which is not a handler"
    ))
    .help(example(name, &function.to_string()));
    let message = if name == "middleware" {
        message.note("a middleware function has no attribute; `middleware(…)` on a module or a handler names it")
    } else {
        message.note("a CORS policy is for the route of a handler")
    };
    errors.push(message.at_span(at));
}

/// Whether a parameter is a `Next`, which only a middleware has.
fn takes_next(function: &ItemFn) -> bool {
    function.sig.inputs.iter().any(|input| match input {
        FnArg::Typed(parameter) => match &*parameter.ty {
            Type::Path(path) => attributes::ends_in(&path.path, "Next"),
            _ => false,
        },
        FnArg::Receiver(_) => false,
    })
}

/// Expands the attribute `name` if no other attribute has taken it off.
pub(crate) fn misplaced(
    name: &'static str,
    args: TokenStream,
    tokens: &TokenStream,
) -> TokenStream {
    match syn::parse2::<ItemFn>(tokens.clone()) {
        Ok(mut function) if attributes::has(&function.attrs, "lambda_handler") => {
            function.attrs.push(attributes::rebuilt(name, args));
            function.into_token_stream()
        }
        // The handler attribute below reports the same.
        Ok(function) if helpers::stands_on(&function.attrs) => function.into_token_stream(),
        Ok(function) => {
            let error = outside(name, &function).into_compile_error();
            quote!(#tokens #error)
        }
        Err(_) => {
            let what =
                syn::parse2::<Item>(tokens.clone()).map_or("this", |item| item::described(&item));
            let error = not_on_a_function(name, what)
                .at_span(Span::call_site())
                .into_compile_error();
            quote!(#tokens #error)
        }
    }
}

fn outside(name: &str, function: &ItemFn) -> syn::Error {
    let ident = &function.sig.ident;
    if name == "middleware" && takes_next(function) {
        return Message::new(format!("`{ident}` is a middleware, which has no attribute"))
            .help(format!(
                "remove the attribute, and name the function where it applies:\n#[dispatch(middleware({ident}))]\nmod shop {{ … }}\nor, on a handler, #[middleware({ident})]"
            ))
            .at_span(Span::call_site());
    }
    let example = example(name, &function.sig.ident.to_string()).replace('\n', "\n    ");
    Message::new(format!("`#[{name}]` is outside of a `#[dispatch]` module"))
        .help(format!(
            "put the function into a module, with a handler attribute:\n#[lambda_handler]\n#[dispatch]\nmod shop {{\n    use super::*;\n    {example}\n}}"
        ))
        .note("a route has middleware and a CORS policy, and only a `#[dispatch]` module or `#[lambda_handler]` makes a route of a function")
        .at_span(Span::call_site())
}
