//! From tokens to the model of `#[dispatch]`.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use syn::{Item, ItemFn, ItemMod};

use super::duplicates::without_duplicates;
use super::model::Dispatch;
use super::namer::Namer;
use super::settings::Settings;
use crate::expansion::Parsed;
use crate::handler::{self, Answers, Expected, Handler};
use crate::helpers::Helper;
use crate::interface::INTERFACE;
use crate::on_shutdown::{self, Hook};
use crate::report::{Errors, Message};
use crate::{attributes, discipline, guarded, helpers, idempotent, item, names, options};

/// The whole of what is expected.
const FORM: &str = "#[dispatch]\nmod shop {\n    use super::*;\n    #[get(\"/orders/{id}\")]\n    pub async fn get_order(Path(id): Path<OrderId>) -> Result<Json<Order>, ApiError> { … }\n}";

pub(super) fn parse(
    args: TokenStream,
    tokens: TokenStream,
    errors: &mut Errors,
) -> Parsed<Dispatch> {
    let settings = Settings::of(options::read(args, errors), errors);
    match syn::parse2::<Item>(tokens.clone()) {
        Ok(Item::Mod(module)) if module.content.is_some() => {
            Parsed::Model(read(module, &tokens, settings, errors))
        }
        Ok(other) => {
            errors.push(refusal(&other));
            Parsed::Refused(helpers::taken_off(other))
        }
        Err(_) => {
            errors.push(
                Message::new("`#[dispatch]` belongs on an inline module")
                    .help(FORM)
                    .at(&tokens),
            );
            Parsed::Refused(tokens)
        }
    }
}

fn refusal(item: &Item) -> syn::Error {
    let message = match item {
        Item::Mod(module) => {
            let name = &module.ident;
            Message::new(format!("`#[dispatch]` cannot see into `mod {name};`"))
                .help(format!("in the file of `{name}`, put the handlers into an inline module:\n#[dispatch]\npub mod api {{\n    use super::*;\n    …\n}}"))
                .note("the compiler gives an attribute only the tokens of its own file (E0658)")
        }
        other => Message::new(format!(
            "`#[dispatch]` belongs on an inline module, not on {}",
            item::described(other)
        ))
        .help(FORM),
    };
    message.at(item::head(item))
}

fn read(
    mut module: ItemMod,
    tokens: &TokenStream,
    settings: Settings,
    errors: &mut Errors,
) -> Dispatch {
    let Settings {
        name,
        interfaces,
        names_interfaces,
        prefix,
        triggers,
        envelope,
        layer,
        is_concurrent,
        krate,
    } = settings;
    discipline::judge_module(&mut module, tokens, &krate, errors);
    let publishes = !is_taken(&module, errors);
    let namer = Namer::new(&module, name.as_ref());
    let (_, items) = module.content.as_mut().expect("the module is inline");
    let mut handlers = Vec::new();
    let mut hooks = Vec::new();
    let mut any = false;
    for item in items.iter_mut() {
        match item {
            Item::Fn(function) => {
                take_lambda_handler(function, errors);
                if on_shutdown::take(function, &mut hooks, errors) {
                    continue;
                }
                let idempotent = idempotent::take(&mut function.attrs, errors);
                let Some(found) = handler::take(&mut function.attrs, errors) else {
                    if let Some(found) = idempotent {
                        errors.push(idempotent::without_handler(&found, function));
                    }
                    continue;
                };
                any = true;
                guarded::guard_handler(function, &krate, errors);
                match read_handler(function, found, idempotent, &namer, errors) {
                    Some(handler) => handlers.push(Handler {
                        is_concurrent,
                        ..handler
                    }),
                    None => function.attrs.push(syn::parse_quote!(#[allow(dead_code)])),
                }
            }
            other => {
                on_shutdown::report_on(other, errors);
                report_helper_on(other, errors);
            }
        }
    }
    items.retain(|item| !matches!(item, Item::Fn(function) if function.sig.receiver().is_some()));
    // A list of interfaces that is wrong has been reported.
    if !any && !names_interfaces {
        errors.push(
            Message::new(format!(
                "no function in `{}` has an attribute that says what it answers",
                module.ident
            ))
            .help(FORM)
            .at(&module.ident),
        );
    }
    let handlers = without_duplicates(without_namesakes(handlers), errors);
    Dispatch {
        module,
        handlers,
        interfaces,
        prefix,
        triggers,
        envelope,
        layer,
        is_concurrent,
        shutdown: without_further(hooks, errors),
        publishes,
        krate,
    }
}

fn is_taken(module: &ItemMod, errors: &mut Errors) -> bool {
    let (_, items) = module.content.as_ref().expect("the module is inline");
    let taken = items.iter().find(|item| item::defines(item, INTERFACE));
    if let Some(item) = taken {
        errors.push(
            Message::new("`INTERFACE` is the name of the constant in which `#[dispatch]` publishes the table")
                .help("give this item another name")
                .at(item::head(item)),
        );
    }
    taken.is_some()
}

fn read_handler(
    function: &ItemFn,
    found: handler::Found,
    idempotent: Option<idempotent::Found>,
    namer: &Namer,
    errors: &mut Errors,
) -> Option<Handler> {
    let expected = Expected(found.helper.expected(&names::plain(&function.sig.ident)));
    let types = handler::read_signature(&function.sig, &expected, errors);
    let key = found.key?;
    let types = types?;
    let answers = Answers::of(key, || namer.operation(&function.sig.ident));
    Some(Handler {
        idempotent: idempotent.and_then(|idempotent| idempotent.of(&answers, errors)),
        answers,
        attribute: found.span,
        function: function.sig.ident.clone(),
        cfgs: attributes::cfgs(&function.attrs),
        docs: attributes::documentation(&function.attrs),
        arguments: types.arguments,
        returns: types.returns,
        is_concurrent: false,
    })
}

/// Takes a helper attribute off an item that is no function, and reports it.
fn report_helper_on(item: &mut Item, errors: &mut Errors) {
    let what = item::described(item);
    let Some(attrs) = item::attributes_mut(item) else {
        return;
    };
    attrs.retain(|attribute| match Helper::of(attribute) {
        Some(helper) => {
            errors.push(
                Message::new(format!(
                    "`#[{}]` belongs on an `async fn`, not on {what}",
                    helper.name
                ))
                .help(helper.expected("answer"))
                .at(&attribute.meta),
            );
            false
        }
        None => true,
    });
    idempotent::refuse_on(what, attrs, errors);
}

/// The one thing that is done at the end. More than one is reported at each place.
fn without_further(hooks: Vec<Hook>, errors: &mut Errors) -> Option<Hook> {
    if hooks.len() > 1 {
        for hook in &hooks {
            errors.push(
                Message::new("a function has one `#[on_shutdown]`, and this module has several")
                    .help("keep one, and let it call the others: `tokio::join!(first(), second());`")
                    .note("all of it has to be done within 500 ms, so one function says what is done in which order")
                    .at_span(hook.attribute),
            );
        }
    }
    hooks.into_iter().next()
}

/// Two functions of one name are rustc's to report; the second would only add to it.
fn without_namesakes(mut handlers: Vec<Handler>) -> Vec<Handler> {
    let mut names = HashSet::new();
    handlers
        .retain(|handler| !handler.cfgs.is_empty() || names.insert(handler.function.to_string()));
    handlers
}

/// `#[lambda_handler]` on a function of the module would make a second program of it.
fn take_lambda_handler(function: &mut ItemFn, errors: &mut Errors) {
    function.attrs.retain(|attribute| {
        let is_ours = attributes::is_named(attribute, "lambda_handler");
        if is_ours {
            errors.push(
                Message::new(
                    "`#[lambda_handler]` stands on the whole module, not on a function in it",
                )
                .help("#[lambda_handler]\n#[dispatch]\nmod shop { … }")
                .note("the functions of a `#[dispatch]` module are one Lambda function")
                .at(&attribute.meta),
            );
        }
        !is_ours
    });
}
