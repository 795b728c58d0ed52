//! Parses `#[lazy_module]`.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{Item, ItemMod};

use super::args::{Args, Settings};
use super::environment;
use super::init::{self, FORM};
use super::model::{Lazy, LazyModule};
use crate::expansion::Parsed;
use crate::report::{Errors, Message};
use crate::{discipline, item, options};

/// The names that the attribute adds to the module, with the message for an item that uses one.
const GENERATED: [(&str, &str); 3] = [
    (
        "Lazy",
        "`Lazy` is reserved: `#[lazy_module]` adds a handle of this name",
    ),
    (
        "get",
        "`get` is reserved: `#[lazy_module]` adds a function of this name",
    ),
    (
        "try_get",
        "`try_get` is reserved: `#[lazy_module]` adds a function of this name",
    ),
];

pub(super) fn parse(args: TokenStream, tokens: TokenStream, errors: &mut Errors) -> Parsed<Lazy> {
    let args: Args = options::read(args, errors);
    let env = args.env;
    let settings = Settings::of(args, errors);
    match syn::parse2::<Item>(tokens.clone()) {
        Ok(Item::Mod(module)) if module.content.is_some() => {
            if env.is_present() {
                errors.push(env_on_module(env.span(), &module));
            }
            Parsed::Model(Lazy::Module(Box::new(read(
                module, &tokens, settings, errors,
            ))))
        }
        Ok(Item::Struct(item)) if env.is_present() => {
            match environment::parse(item, settings, errors) {
                Ok(environment) => Parsed::Model(Lazy::Environment(Box::new(environment))),
                Err(item) => Parsed::Refused(item.into_token_stream()),
            }
        }
        Ok(other) => {
            errors.push(refusal(&other));
            Parsed::Refused(other.into_token_stream())
        }
        Err(_) => {
            errors.push(
                Message::new("`#[lazy_module]` must be on an inline module")
                    .help(FORM)
                    .at(&tokens),
            );
            Parsed::Refused(tokens)
        }
    }
}

fn env_on_module(span: Span, module: &ItemMod) -> syn::Error {
    let name = &module.ident;
    Message::new(format!(
        "`env` must be on a struct, but `{name}` is a module"
    ))
    .help("#[lazy_module(env)]\npub struct Settings {\n    table_name: String,\n}")
    .note("the module is generated from the struct, as `settings` with `settings::Lazy`")
    .at_span(span)
}

fn refusal(item: &Item) -> syn::Error {
    let message = match item {
        Item::Mod(module) => {
            let name = &module.ident;
            Message::new(format!("`#[lazy_module]` cannot read `mod {name};`, whose items are in another file"))
                .help(format!("write the module here, with `init` in it; the rest can stay in its own file:\n#[lazy_module]\nmod {name} {{\n    pub async fn init() -> Result<Catalog, Error> {{ … }}\n}}"))
                .note("an attribute receives only the tokens of its own file (E0658)")
        }
        Item::Struct(item) => Message::new("`#[lazy_module]` on a struct needs `env`")
            .help(format!("#[lazy_module(env)]\nstruct {} {{ … }}", item.ident))
            .note("with `env`, each field is an environment variable; any other value needs a module with an `init`"),
        Item::Static(_) => Message::new("`#[lazy_module]` must be on an inline module, not on a static").help(FORM)
            .note("unlike a static, a lazy module can await I/O while it initialises, and is retried after a failure"),
        other => Message::new(format!("`#[lazy_module]` must be on an inline module, not on {}", item::described(other))).help(FORM),
    };
    message.at(item::head(item))
}

fn read(
    mut module: ItemMod,
    tokens: &TokenStream,
    settings: Settings,
    errors: &mut Errors,
) -> LazyModule {
    discipline::check_lazy_module(&mut module, tokens, &settings.krate, errors);
    let publishes = names_are_free(&module, errors);
    LazyModule {
        init: init::read(&mut module, errors),
        visibility: item::visibility_from_inside(&module.vis),
        publishes,
        reads: None,
        settings,
        module,
    }
}

fn names_are_free(module: &ItemMod, errors: &mut Errors) -> bool {
    let (_, items) = module.content.as_ref().expect("the module is inline");
    let before = errors.count();
    for (name, headline) in GENERATED {
        if let Some(item) = items.iter().find(|item| item::defines(item, name)) {
            errors.push(
                Message::new(headline)
                    .help("rename this item")
                    .at(item::head(item)),
            );
        }
    }
    errors.count() == before
}
