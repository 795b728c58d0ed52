//! Reads the functions of a module: its handlers and its shutdown hook.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::{Item, ItemFn, ItemMod, LitStr};

use super::mappings;
use crate::crate_path::CratePath;
use crate::handler::{self, Answers, Expected, Handler, OperationName};
use crate::helpers::Helper;
use crate::on_shutdown::{self, Hook};
use crate::report::{Errors, Message};
use crate::{around, attributes, guarded, idempotent, item, names};

/// The functions of a module that the table refers to.
pub(super) struct Functions {
    /// The valid handlers, without duplicates.
    pub(super) handlers: Vec<Handler>,
    /// The shutdown hook.
    pub(super) shutdown: Option<Hook>,
    /// Whether there is a handler attribute, even if its handler is invalid.
    pub(super) has_handler: bool,
}

impl Functions {
    /// Reads the items of a module and takes the attributes off that belong to handlers and hooks.
    pub(super) fn read(
        items: &mut Vec<Item>,
        namer: &Namer,
        is_concurrent: bool,
        krate: &CratePath,
        errors: &mut Errors,
    ) -> Self {
        let mut handlers = Vec::new();
        let mut hooks = Vec::new();
        let mut has_handler = false;
        for item in items.iter_mut() {
            let Item::Fn(function) = item else {
                on_shutdown::report_on(item, errors);
                report_helper_on(item, errors);
                continue;
            };
            take_lambda_handler(function, errors);
            if on_shutdown::take(function, &mut hooks, errors) {
                continue;
            }
            let idempotent = idempotent::take(&mut function.attrs, errors);
            let around = around::take(&mut function.attrs, errors);
            let Some(found) = handler::take(&mut function.attrs, errors) else {
                around::without_handler(&around, function, errors);
                if let Some(found) = idempotent {
                    errors.push(idempotent::without_handler(&found, function));
                }
                continue;
            };
            has_handler = true;
            guarded::guard_handler(function, krate, errors);
            match read_handler(function, found, (idempotent, around), namer, errors) {
                Some(handler) => handlers.push(Handler {
                    is_concurrent,
                    ..handler
                }),
                None => function.attrs.push(syn::parse_quote!(#[allow(dead_code)])),
            }
        }
        items.retain(
            |item| !matches!(item, Item::Fn(function) if function.sig.receiver().is_some()),
        );
        let handlers = without_duplicates(without_namesakes(handlers), errors);
        mappings::report_shared_groups(&handlers, errors);
        Self {
            handlers,
            shutdown: only_hook(hooks, errors),
            has_handler,
        }
    }
}

fn read_handler(
    function: &mut ItemFn,
    found: handler::Found,
    (idempotent, around): (Option<idempotent::Found>, around::Found),
    namer: &Namer,
    errors: &mut Errors,
) -> Option<Handler> {
    let expected = Expected(found.helper.expected(&names::plain(&function.sig.ident)));
    let types = handler::read_signature(function, &expected, errors);
    let key = found.key?;
    let types = types?;
    let answers = Answers::of(key, || namer.operation(&function.sig.ident));
    Some(Handler {
        idempotent: idempotent.and_then(|idempotent| answers.idempotent(idempotent, errors)),
        around: around.of(&answers, errors),
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

/// Takes the handler attributes off an item that is not a function, and reports them.
fn report_helper_on(item: &mut Item, errors: &mut Errors) {
    let what = item::described(item);
    let Some(attrs) = item::attributes_mut(item) else {
        return;
    };
    attrs.retain(|attribute| match Helper::of(attribute) {
        Some(helper) => {
            errors.push(
                Message::new(format!(
                    "`#[{}]` must be on an `async fn`, not on {what}",
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
    around::refuse_on(what, attrs, errors);
}

/// Reports `#[lambda_handler]` on a function of the module, which would generate a second program.
fn take_lambda_handler(function: &mut ItemFn, errors: &mut Errors) {
    function.attrs.retain(|attribute| {
        let is_ours = attributes::is_named(attribute, "lambda_handler");
        if is_ours {
            errors.push(
                Message::new(
                    "`#[lambda_handler]` must be on the whole module, not on a function in it",
                )
                .help("#[lambda_handler]\n#[dispatch]\nmod shop { … }")
                .note("all functions of a `#[dispatch]` module are one Lambda function")
                .at(&attribute.meta),
            );
        }
        !is_ours
    });
}

/// The shutdown hook. If there are several, each is reported.
fn only_hook(hooks: Vec<Hook>, errors: &mut Errors) -> Option<Hook> {
    if hooks.len() > 1 {
        for hook in &hooks {
            errors.push(
                Message::new(
                    "a function has at most one `#[on_shutdown]`, but this module has several",
                )
                .help("keep one, and call the others from it: `tokio::join!(first(), second());`")
                .note("everything must finish within 500 ms, so one function decides the order")
                .at_span(hook.attribute),
            );
        }
    }
    hooks.into_iter().next()
}

/// Drops functions with a name that is already taken. rustc reports those itself.
fn without_namesakes(mut handlers: Vec<Handler>) -> Vec<Handler> {
    let mut names = HashSet::new();
    handlers
        .retain(|handler| !handler.cfgs.is_empty() || names.insert(handler.function.to_string()));
    handlers
}

/// Modules named after their role instead of their subject. Operations in them are named after the parent module.
const ROLE_NAMES: [&str; 4] = ["api", "handlers", "routes", "gateway"];

/// Derives the name of an operation.
pub(super) enum Namer {
    /// `module.function`, with the module's name or the value of `name = "…"`.
    Module(String),
    /// `parent.function`; only the compiler knows the parent module.
    Parent,
}

impl Namer {
    pub(super) fn new(module: &ItemMod, name: Option<&LitStr>) -> Self {
        let own = names::plain(&module.ident);
        match name {
            Some(name) => Self::Module(name.value()),
            None if ROLE_NAMES.contains(&own.as_str()) => Self::Parent,
            None => Self::Module(own),
        }
    }

    pub(super) fn operation(&self, function: &Ident) -> OperationName {
        let function = names::plain(function);
        match self {
            Self::Module(module) => OperationName::Derived(format!("{module}.{function}")),
            Self::Parent => OperationName::AfterParent(function),
        }
    }
}

/// Keeps the first handler of each key and reports the others at both places. Handlers with a `cfg` may exclude each other, so
/// they are left to the check that the compiler evaluates.
fn without_duplicates(handlers: Vec<Handler>, errors: &mut Errors) -> Vec<Handler> {
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<Handler> = Vec::new();
    for handler in handlers {
        let identity = handler.answers.identity();
        match first.get(&identity) {
            Some(&index) if handler.cfgs.is_empty() => report_pair(&kept[index], &handler, errors),
            Some(_) => kept.push(handler),
            None => {
                if handler.cfgs.is_empty() {
                    first.insert(identity, kept.len());
                }
                kept.push(handler);
            }
        }
    }
    kept
}

fn report_pair(one: &Handler, other: &Handler, errors: &mut Errors) {
    let (what, theirs) = (other.answers.described(), one.answers.described());
    for (here, there, answers) in [(one, other, &theirs), (other, one, &what)] {
        let message = Message::new(format!(
            "{answers} has two handlers: `{}` and `{}`",
            here.function, there.function
        ));
        let message = match (&here.answers, &there.answers) {
            (Answers::Route(..), Answers::Route(..)) if theirs != what => message
                .help("change the path or the method of one of them")
                .note(format!("{theirs} and {what} match the same requests: parameter names and a trailing `/` make no difference")),
            (Answers::Route(..), _) => message.help("change the path or the method of one of them"),
            (Answers::Source(source), _) => message.help(match source.attribute {
                "event" | "fallback" => "remove one of them",
                _ => "remove one of them, or give one of them a different name",
            }),
            _ => message.help("give one of them a name: #[operation(\"another.name\")]"),
        };
        errors.push(message.at(place(here)));
    }
}

/// The tokens that a message about the handler's key underlines: the user's literal, or the function's name.
fn place(handler: &Handler) -> TokenStream {
    match &handler.answers {
        Answers::Route(_, template) => template.literal().to_token_stream(),
        Answers::Operation(OperationName::Given(name), _) => name.to_token_stream(),
        Answers::Source(source) => match &source.written {
            Some(written) => written.clone(),
            None => handler.function.to_token_stream(),
        },
        _ => handler.function.to_token_stream(),
    }
}
