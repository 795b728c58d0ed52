//! Parses `#[lambda_handler]`.

use gatewright_discipline::Rule;
use proc_macro2::{Ident, TokenStream};
use syn::{Item, ItemFn, parse_quote};

use super::args::{Args, Settings};
use super::deployment::PROPERTIES;
use super::model::{LambdaHandler, Module, Target};
use super::{constraints, main};
use crate::expansion::Parsed;
use crate::handler::{self, Answers, Expected, Handler, OperationName};
use crate::options::{Options, pieces};
use crate::report::{Errors, Message};
use crate::values::Mode;
use crate::{
    around, attributes, discipline, guarded, helpers, idempotent, item, names, options, values,
};

/// The two expected forms.
const FORM: &str = "#[lambda_handler]\nasync fn hello(event: Greeting) -> Result<Reply, Error> { … }\nor, for more than one handler,\n#[lambda_handler]\n#[dispatch]\nmod shop { … }";

pub(super) fn parse(
    args: TokenStream,
    tokens: TokenStream,
    errors: &mut Errors,
) -> Parsed<LambdaHandler> {
    let before = errors.count();
    let (args, deployed) = options::read_with_settings::<Args>(
        &Args::shown(),
        pieces::split(args),
        PROPERTIES,
        errors,
    );
    let mut settings = Settings::of(args, deployed, errors);
    // An invalid option is missing from the settings, which could break a constraint that the user has kept.
    if errors.count() == before {
        constraints::check(&settings, errors);
    }
    if let Ok(module) = syn::parse2::<Module>(tokens.clone()) {
        main::check(&module.name, true, &mut settings, errors);
        let target = Target::Module(Box::new(read_module(module, &settings, errors)));
        return Parsed::Model(LambdaHandler { settings, target });
    }
    let target = match syn::parse2::<Item>(tokens.clone()) {
        Ok(Item::Fn(function)) if function.sig.receiver().is_some() => {
            errors.push(on_method(&function));
            return Parsed::Refused(helpers::taken_off(Item::Fn(function)));
        }
        Ok(Item::Fn(function)) => {
            main::check(&function.sig.ident, false, &mut settings, errors);
            read_function(function, &settings, errors)
        }
        Ok(other) => {
            errors.push(refusal(&other));
            return Parsed::Refused(helpers::taken_off(other));
        }
        Err(_) => {
            errors.push(
                Message::new(
                    "`#[lambda_handler]` must be on an `async fn` or a `#[dispatch]` module",
                )
                .help(FORM)
                .at(&tokens),
            );
            return Parsed::Refused(tokens);
        }
    };
    Parsed::Model(LambdaHandler { settings, target })
}

fn refusal(item: &Item) -> syn::Error {
    let message = match item {
        Item::Mod(module) => {
            let name = &module.ident;
            Message::new(format!("`#[lambda_handler]` cannot read `mod {name};`, whose items are in another file"))
                .help(format!("keep `mod {name};` as it is, and write in its file\n#[lambda_handler(main = false)]\n#[dispatch]\npub mod gateway {{ … }}\nand here: fn main() -> std::process::ExitCode {{ gatewright::run(&{name}::gateway::GATEWAY) }}"))
                .note("an attribute receives only the tokens of its own file (E0658)")
        }
        other => Message::new(format!(
            "`#[lambda_handler]` must be on an `async fn` or a `#[dispatch]` module, not on {}",
            item::described(other)
        ))
        .help(FORM),
    };
    message.at(item::head(item))
}

fn on_method(function: &ItemFn) -> syn::Error {
    let name = &function.sig.ident;
    let receiver = function.sig.receiver();
    Message::new(format!("`{name}` must be a free function, without `self`"))
        .help(format!("#[lambda_handler]\nasync fn {name}(event: Greeting) -> Result<Reply, Error> {{ … }}"))
        .rule(Rule::SharedState, "a value that outlives a request belongs in a `#[lazy_module]`, any other in a local variable")
        .at(receiver)
}

/// Reads a module. `#[dispatch]` may be below, or above, where it has added its constant. If it is missing, it is added, so that the
/// handler attributes do not report its absence again.
fn read_module(mut module: Module, settings: &Settings, errors: &mut Errors) -> Module {
    discipline::check_crate(&module.name, errors);
    if let Some(mode) = &settings.mode {
        errors.push(mode_of_module(mode, &module.name));
    }
    let is_dispatched = attributes::has(&module.attrs, "dispatch") || module.is_published();
    if !is_dispatched {
        errors.push(
            Message::new(format!("the module `{}` needs `#[dispatch]` below `#[lambda_handler]`", module.name))
                .help(format!("#[lambda_handler]\n#[dispatch]\nmod {} {{ … }}", module.name))
                .note("`#[dispatch]` builds the table of handlers, and `#[lambda_handler]` makes a Lambda function of it")
                .at(&module.name),
        );
        let krate = &settings.krate;
        let argument = krate.as_argument();
        module
            .attrs
            .push(parse_quote!(#[#krate::dispatch #argument]));
    }
    module
}

/// Reports `mode` on a module: `#[dispatch]` checks each handler for its mode, so the mode is one of its options.
fn mode_of_module(mode: &Mode, name: &Ident) -> syn::Error {
    let dispatch = if mode.is_concurrent {
        "#[dispatch(concurrent)]"
    } else {
        "#[dispatch]"
    };
    Message::new("the mode of a module is an option of its `#[dispatch]`")
        .help(format!("#[lambda_handler]\n{dispatch}\nmod {name} {{ … }}"))
        .note("`#[dispatch]` checks each handler for the mode; every module in `interfaces(…)` must have the same mode")
        .at(&mode.tokens)
}

fn read_function(mut function: ItemFn, settings: &Settings, errors: &mut Errors) -> Target {
    let krate = &settings.krate;
    let is_concurrent = settings
        .mode
        .as_ref()
        .is_some_and(|mode| mode.is_concurrent && values::mode_is_there(&mode.tokens, errors));
    // A mode that is invalid, or whose feature is missing, has been reported.
    if settings
        .mode
        .as_ref()
        .is_none_or(|mode| !mode.is_concurrent)
        && !settings.mode_is_wrong
    {
        settings.fit_single_mode(errors);
    }
    if !settings.mode_is_wrong {
        constraints::fit_mode(settings, is_concurrent, errors);
    }
    let blocks = main::refuse_other_runtime(&mut function, errors);
    if blocks {
        function.attrs.push(parse_quote!(#[allow(dead_code)]));
        return Target::Function(Box::new(function), None);
    }
    discipline::check_function(&mut function, krate, errors);
    discipline::check_crate(&function.sig.ident, errors);
    guarded::guard_handler(&mut function, krate, errors);
    let idempotent = idempotent::take(&mut function.attrs, errors);
    let around = around::take(&mut function.attrs, errors);
    let found = handler::take(&mut function.attrs, errors);
    let is_renamed = main::rename(&mut function, errors);
    let name = names::plain(&function.sig.ident);
    let expected = Expected(match &found {
        Some(found) => format!("#[lambda_handler]\n{}", found.helper.expected(&name)),
        None => {
            format!("#[lambda_handler]\nasync fn {name}(event: Greeting) -> Result<Reply, Error>")
        }
    });
    let types = handler::read_signature(&mut function, &expected, errors);
    let (answers, attribute) = match found {
        Some(found) => (
            found
                .key
                .map(|key| Answers::of(key, || OperationName::Derived(name))),
            found.span,
        ),
        None => (Some(Answers::WholeEvent), function.sig.ident.span()),
    };
    let handler = answers
        .zip(types)
        .filter(|_| !is_renamed)
        .map(|(answers, types)| Handler {
            idempotent: idempotent.and_then(|idempotent| answers.idempotent(idempotent, errors)),
            around: around.of(&answers, errors),
            answers,
            attribute,
            function: function.sig.ident.clone(),
            cfgs: Vec::new(),
            docs: attributes::documentation(&function.attrs),
            arguments: types.arguments,
            returns: types.returns,
            is_concurrent,
        });
    if handler.is_none() {
        function.attrs.push(parse_quote!(#[allow(dead_code)]));
    }
    Target::Function(Box::new(function), handler.map(Box::new))
}
