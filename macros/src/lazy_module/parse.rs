//! From tokens to the model of `#[lazy_module]`.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{Item, ItemMod, Path, VisRestricted, Visibility, parse_quote};

use super::args::Args;
use super::environment;
use super::init;
use super::model::{Lazy, LazyModule};
use super::settings::Settings;
use crate::expansion::Parsed;
use crate::report::{Errors, Message};
use crate::{discipline, item, options};

/// The whole of what is expected.
pub(super) const FORM: &str = "#[lazy_module]\nmod catalog {\n    use super::*;\n    pub async fn init() -> Result<Catalog, Error> { … }\n}";

/// What the attribute adds to the module.
const GENERATED: [(&str, &str); 3] = [
    (
        "Lazy",
        "`Lazy` is the name of the handle that `#[lazy_module]` adds",
    ),
    (
        "get",
        "`get` is the name of the function that `#[lazy_module]` adds",
    ),
    (
        "try_get",
        "`try_get` is the name of the function that `#[lazy_module]` adds",
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
                Message::new("`#[lazy_module]` belongs on an inline module")
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
        "`env` reads a struct from the environment, and `{name}` is a module"
    ))
    .help("#[lazy_module(env)]\npub struct Settings {\n    table_name: String,\n}")
    .note("the module is then made from the struct: `settings::Lazy`")
    .at_span(span)
}

fn refusal(item: &Item) -> syn::Error {
    let message = match item {
        Item::Mod(module) => {
            let name = &module.ident;
            Message::new(format!("`#[lazy_module]` cannot see into `mod {name};`"))
                .help(format!("write the module out here, with `init` in it; the rest can stay in a file of its own:\n#[lazy_module]\nmod {name} {{\n    pub async fn init() -> Result<Catalog, Error> {{ … }}\n}}"))
                .note("the compiler gives an attribute only the tokens of its own file (E0658)")
        }
        Item::Struct(item) => Message::new("`#[lazy_module]` on a struct needs `env`")
            .help(format!("#[lazy_module(env)]\nstruct {} {{ … }}", item.ident))
            .note("each field is then an environment variable; a value that is made otherwise has a module with an `init`"),
        Item::Static(_) => Message::new("`#[lazy_module]` belongs on an inline module, not on a static").help(FORM)
            .note("a lazy module's value can wait for I/O while it starts, and is tried again after a failure, which a static's cannot and is not"),
        other => Message::new(format!("`#[lazy_module]` belongs on an inline module, not on {}", item::described(other))).help(FORM),
    };
    message.at(item::head(item))
}

fn read(
    mut module: ItemMod,
    tokens: &TokenStream,
    settings: Settings,
    errors: &mut Errors,
) -> LazyModule {
    discipline::judge_module(&mut module, tokens, &settings.krate, errors);
    let publishes = names_are_free(&module, errors);
    LazyModule {
        init: init::read(&mut module, errors),
        visibility: from_inside(&module.vis),
        publishes,
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
                    .help("give this item another name")
                    .at(item::head(item)),
            );
        }
    }
    errors.count() == before
}

/// The visibility of the module, as seen from inside of it: what is generated is visible wherever the module is. With `pub` a
/// module would not compile when its value's type is private to the parent (E0446), which is how a program of one file looks.
pub(super) fn from_inside(visibility: &Visibility) -> Visibility {
    match visibility {
        Visibility::Public(_) => parse_quote!(pub),
        Visibility::Inherited => parse_quote!(pub(super)),
        Visibility::Restricted(VisRestricted { path, .. }) => {
            let path: &Path = path;
            let first = path
                .segments
                .first()
                .map(|segment| segment.ident.to_string());
            match first.as_deref() {
                Some("self") => parse_quote!(pub(super)),
                Some("super") => parse_quote!(pub(in super::#path)),
                _ => visibility.clone(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn what_is_generated_is_as_visible_as_the_module() {
        let inside = |tokens: TokenStream| {
            from_inside(&syn::parse2(tokens).unwrap())
                .to_token_stream()
                .to_string()
        };
        let spelt = |tokens: TokenStream| tokens.to_string();
        assert_eq!(inside(quote!(pub)), spelt(quote!(pub)));
        assert_eq!(inside(quote!()), spelt(quote!(pub(super))));
        assert_eq!(inside(quote!(pub(self))), spelt(quote!(pub(super))));
        assert_eq!(
            inside(quote!(pub(super))),
            spelt(quote!(pub(in super::super)))
        );
        assert_eq!(inside(quote!(pub(crate))), spelt(quote!(pub(crate))));
        assert_eq!(
            inside(quote!(pub(in crate::shop))),
            spelt(quote!(pub(in crate::shop)))
        );
    }
}
