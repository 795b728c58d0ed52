//! Finding and judging the module's `init`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{FnArg, Item, ItemFn, ItemMod, ReturnType, Type, Visibility, parse_quote};

use super::hidden_need;
use super::model::{Call, Init, Value};
use super::parse::FORM;
use crate::handler::has_impl_trait;
use crate::report::{Errors, Message};

/// The most handles that an `init` may take: the runtime crate follows tuples up to this length.
const MAX_NEEDS: usize = 8;

const SIGNATURE: &str = "pub async fn init(settings: settings::Lazy) -> Result<Catalog, Error>";

/// Reads `init`; of several the first, and the others are taken away, because rustc would report them once more.
pub(super) fn read(module: &mut ItemMod, errors: &mut Errors) -> Init {
    let (_, items) = module.content.as_mut().expect("the module is inline");
    let inits = items.iter().filter(|item| is_init(item)).count();
    if inits > 1 {
        report_several(items, errors);
    }
    let mut seen = 0;
    items.retain(|item| {
        !is_init(item) || {
            seen += 1;
            seen == 1
        }
    });
    let init = items.iter_mut().find_map(|item| match item {
        Item::Fn(function) if function.sig.ident == "init" => Some(function),
        _ => None,
    });
    match init {
        Some(function) => judge(function, errors),
        None => {
            errors.push(
                Message::new(format!(
                    "the lazy module `{}` has no function `init`",
                    module.ident
                ))
                .help(FORM)
                .at(&module.ident),
            );
            Init {
                value: Value::Returned(parse_quote!(())),
                call: None,
            }
        }
    }
}

fn is_init(item: &Item) -> bool {
    matches!(item, Item::Fn(function) if function.sig.ident == "init")
}

fn report_several(items: &[Item], errors: &mut Errors) {
    for item in items {
        let Item::Fn(function) = item else { continue };
        if function.sig.ident == "init" {
            errors.push(
                Message::new("a lazy module has one `init`, and this one has several")
                    .help("a lazy module for each value; what depends on a `cfg` goes inside of `init`")
                    .at(&function.sig.ident),
            );
        }
    }
}

fn judge(function: &mut ItemFn, errors: &mut Errors) -> Init {
    let before = errors.count();
    form(function, errors);
    let needs = needs(function, errors);
    let returns = returns(function, errors);
    hidden_need::report(function, errors);
    function.sig.inputs = std::mem::take(&mut function.sig.inputs)
        .into_iter()
        .filter(|input| matches!(input, FnArg::Typed(_)))
        .collect();
    let is_right = errors.count() == before;
    if !needs.is_empty() && function.sig.asyncness.is_none() {
        // A handle is taken by value because that is what we ask for.
        function
            .attrs
            .push(parse_quote!(#[allow(clippy::needless_pass_by_value)]));
    }
    if !is_right {
        function.attrs.push(parse_quote!(#[allow(dead_code)]));
    }
    Init {
        value: value(&returns),
        call: is_right.then(|| Call {
            needs,
            returns,
            is_async: function.sig.asyncness.is_some(),
            span: function.sig.ident.span(),
        }),
    }
}

fn form(function: &ItemFn, errors: &mut Errors) {
    let signature = &function.sig;
    let mut wrong = |headline: &str, tokens: TokenStream| {
        errors.push(Message::new(headline).help(SIGNATURE).at(tokens));
    };
    if matches!(function.vis, Visibility::Inherited) {
        let name = &signature.ident;
        let (asyncness, fn_token) = (&signature.asyncness, &signature.fn_token);
        wrong("`init` must be `pub`", quote!(#asyncness #fn_token #name));
    }
    if !signature.generics.params.is_empty() {
        wrong(
            "`init` must not be generic: the module has one value",
            signature.generics.to_token_stream(),
        );
    }
    if let syn::Safety::Unsafe(token) = &signature.safety {
        wrong("`init` must not be `unsafe`", token.to_token_stream());
    }
}

fn needs(function: &ItemFn, errors: &mut Errors) -> Vec<Type> {
    let mut needs = Vec::new();
    for input in &function.sig.inputs {
        match input {
            FnArg::Receiver(receiver) => errors.push(
                Message::new("`init` must not take `self`: it makes the value")
                    .help(SIGNATURE)
                    .at(receiver),
            ),
            FnArg::Typed(parameter) => {
                if matches!(&*parameter.ty, Type::Reference(_)) || has_impl_trait(&parameter.ty) {
                    errors.push(
                        Message::new("`init` takes the `Lazy` handles of other lazy modules, and nothing else")
                            .help(SIGNATURE)
                            .note("the runtime calls it, before any request is known; a handle is cheap, and derefs to the module's value")
                            .at(&parameter.ty),
                    );
                }
                needs.push((*parameter.ty).clone());
            }
        }
    }
    if let Some(one_too_many) = function.sig.inputs.iter().nth(MAX_NEEDS) {
        errors.push(
            Message::new(format!("`init` takes at most {MAX_NEEDS} handles"))
                .help("make a lazy module of those that belong together, and take its handle")
                .at(one_too_many),
        );
    }
    needs
}

fn returns(function: &ItemFn, errors: &mut Errors) -> Type {
    match &function.sig.output {
        ReturnType::Type(_, ty) => {
            if has_impl_trait(ty) {
                errors.push(
                    Message::new(
                        "the return type of `init` must have a name, which `impl` has not",
                    )
                    .help(SIGNATURE)
                    .note("the handle's type is made from it")
                    .at(ty),
                );
                return parse_quote!(());
            }
            (**ty).clone()
        }
        ReturnType::Default => {
            errors.push(
                Message::new("`init` must return the module's value")
                    .help(SIGNATURE)
                    .at(&function.sig.ident),
            );
            parse_quote!(())
        }
    }
}

/// The compiler tells a `Result` by type where it calls `init`; the name of the value's type has to be known here, and a
/// const in the generated code refuses aliases of `Result` that are called otherwise.
fn value(returns: &Type) -> Value {
    let mut inner = returns;
    while let Type::Group(group) = inner {
        inner = &group.elem;
    }
    match inner {
        Type::Path(path)
            if path
                .path
                .segments
                .last()
                .is_some_and(|last| last.ident == "Result") =>
        {
            Value::InResult(returns.clone())
        }
        _ => Value::Returned(returns.clone()),
    }
}
