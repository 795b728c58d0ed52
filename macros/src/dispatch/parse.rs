//! Parses `#[dispatch]` into its model.

use proc_macro2::TokenStream;
use syn::{Item, ItemMod};

use super::args::Settings;
use super::handlers::{Functions, Namer};
use super::model::Dispatch;
use crate::discipline::{Main, Needing};
use crate::expansion::Parsed;
use crate::handler::{Answers, INTERFACE};
use crate::report::{Errors, Message};
use crate::{attributes, discipline, helpers, item, options};

/// The expected form.
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
                Message::new("`#[dispatch]` must be on an inline module")
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
            Message::new(format!("`#[dispatch]` cannot read `mod {name};`, whose items are in another file"))
                .help(format!("in the file of `{name}`, put the handlers into an inline module:\n#[dispatch]\npub mod api {{\n    use super::*;\n    …\n}}"))
                .note("an attribute receives only the tokens of its own file (E0658)")
        }
        other => Message::new(format!(
            "`#[dispatch]` must be on an inline module, not on {}",
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
        base_paths,
        triggers,
        envelope,
        authorizer,
        around,
        assets,
        names_assets,
        layer,
        is_concurrent,
        krate,
    } = settings;
    discipline::check_module(&mut module, tokens, &krate, errors);
    let lacks_main = lacks_main(&module, errors);
    let publishes = !is_taken(&module, errors);
    let namer = Namer::new(&module, name.as_ref());
    let (_, items) = module.content.as_mut().expect("the module is inline");
    let Functions {
        handlers,
        shutdown,
        has_handler,
    } = Functions::read(items, &namer, is_concurrent, &krate, errors);
    // An invalid list of interfaces or an invalid folder has been reported already.
    if !has_handler && !names_interfaces && !names_assets {
        errors.push(
            Message::new(format!(
                "`{}` has no handlers: none of its functions has a handler attribute",
                module.ident
            ))
            .help(FORM)
            .note("handler attributes are `#[get]`, `#[post]`, `#[operation]`, `#[sqs]` and the others listed in the documentation of `#[dispatch]`")
            .at(&module.ident),
        );
    }
    if let (Some(assets), Some(triggers)) = (&assets, &triggers)
        && triggers.have_load_balancer()
    {
        assets.check_for_load_balancer(errors);
    }
    let has_route = names_assets
        || handlers
            .iter()
            .any(|handler| matches!(handler.answers, Answers::Route(..)));
    if let Some(authorizer) = &authorizer
        && has_handler
        && !handlers.is_empty()
        && !has_route
        && !names_interfaces
    {
        errors.push(
            Message::new(format!(
                "`authorizer` is for routes, and `{}` has none",
                module.ident
            ))
            .help("remove the option")
            .note("IAM decides who may invoke a function directly, and event sources have roles")
            .at(&authorizer.written),
        );
    }
    if let Some(layers) = &around.layers
        && has_handler
        && !handlers.is_empty()
        && !has_route
        && !names_interfaces
    {
        errors.push(
            Message::new(format!(
                "`middleware` is for routes, and `{}` has none",
                module.ident
            ))
            .help("remove the option")
            .note("middleware runs around the handlers of HTTP requests")
            .at(&layers.written),
        );
    }
    Dispatch {
        module,
        handlers,
        interfaces,
        prefix,
        base_paths,
        triggers,
        envelope,
        authorizer,
        around,
        assets,
        layer,
        is_concurrent,
        shutdown,
        publishes,
        lacks_main,
        krate,
    }
}

/// Reports a program without `main`: the module has no `#[lambda_handler]`.
fn lacks_main(module: &ItemMod, errors: &mut Errors) -> bool {
    let name = &module.ident;
    let is_lambda = attributes::has(&module.attrs, "lambda_handler");
    if is_lambda || discipline::missing_main(name, Needing::Dispatch) != Main::Missing {
        return false;
    }
    errors.push(
        Message::new(format!("this program has no `main`: `{name}` is not a Lambda function yet"))
            .help(format!("#[lambda_handler]\n#[dispatch]\nmod {name} {{ … }}"))
            .note("`#[dispatch]` builds the table of handlers, and `#[lambda_handler]` makes a Lambda function of it, with its `main`")
            .at(name),
    );
    true
}

fn is_taken(module: &ItemMod, errors: &mut Errors) -> bool {
    let (_, items) = module.content.as_ref().expect("the module is inline");
    let taken = items.iter().find(|item| item::defines(item, INTERFACE));
    if let Some(item) = taken {
        errors.push(
            Message::new("`INTERFACE` is reserved: `#[dispatch]` adds a constant of this name")
                .help("rename this item")
                .at(item::head(item)),
        );
    }
    taken.is_some()
}
