//! Finds and validates the module's `init`.

use gatewright_discipline::Rule;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::{
    Expr, ExprAwait, ExprCall, ExprPath, FnArg, Item, ItemFn, ItemMod, ReturnType, Type,
    Visibility, parse_quote,
};

use super::model::{Call, Init, Value};
use crate::handler::has_impl_trait;
use crate::report::{Errors, Message};

/// The expected form.
pub(super) const FORM: &str = "#[lazy_module]\nmod catalog {\n    use super::*;\n    pub async fn init() -> Result<Catalog, Error> { … }\n}";

/// The maximum number of parameters: the runtime crate implements its traits for tuples up to this length.
const MAX_NEEDS: usize = 8;

const SIGNATURE: &str = "pub async fn init(settings: settings::Lazy) -> Result<Catalog, Error>";

/// Reads `init`. If there are several, only the first is kept, because rustc would report the others again.
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
        Some(function) => validate(function, errors),
        None => {
            errors.push(
                Message::new(format!(
                    "the lazy module `{}` has no `init` function",
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
                Message::new("a lazy module has one `init`, but this one has several")
                    .help("write a lazy module for each value; code that depends on a `cfg` goes inside `init`")
                    .at(&function.sig.ident),
            );
        }
    }
}

fn validate(function: &mut ItemFn, errors: &mut Errors) -> Init {
    let before = errors.count();
    form(function, errors);
    let needs = needs(function, errors);
    let returns = returns(function, errors);
    report_hidden_needs(function, errors);
    function.sig.inputs = std::mem::take(&mut function.sig.inputs)
        .into_iter()
        .filter(|input| matches!(input, FnArg::Typed(_)))
        .collect();
    let is_right = errors.count() == before;
    if !needs.is_empty() && function.sig.asyncness.is_none() {
        // Clippy would ask for a reference, but handles are passed by value.
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
            "`init` cannot be generic: the module has one value",
            signature.generics.to_token_stream(),
        );
    }
    if let syn::Safety::Unsafe(token) = &signature.safety {
        wrong("`init` cannot be `unsafe`", token.to_token_stream());
    }
}

fn needs(function: &ItemFn, errors: &mut Errors) -> Vec<Type> {
    let mut needs = Vec::new();
    for input in &function.sig.inputs {
        match input {
            FnArg::Receiver(receiver) => errors.push(
                Message::new("`init` cannot take `self`: it creates the value")
                    .help(SIGNATURE)
                    .at(receiver),
            ),
            FnArg::Typed(parameter) => {
                if matches!(&*parameter.ty, Type::Reference(_)) || has_impl_trait(&parameter.ty) {
                    errors.push(
                        Message::new("the parameters of `init` must be `Lazy` handles of other lazy modules")
                            .help(SIGNATURE)
                            .note("`init` runs without a request; a handle is cheap and dereferences to the module's value")
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
                .help("combine related modules in one lazy module, and take its handle")
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
                    Message::new("the return type of `init` cannot be `impl Trait`")
                        .help(SIGNATURE)
                        .note("the handle's type is derived from it")
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

/// The type of the value. Where `init` is called, the compiler recognises a `Result` by type. Its value's type has to be known here, so
/// generated code refuses aliases of `Result` with another name.
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

/// Reports `other::get().await` inside `init`: a dependency that is missing from the signature, so that a cycle through it would not be
/// found. Only calls that are awaited directly are reported.
fn report_hidden_needs(init: &ItemFn, errors: &mut Errors) {
    Search { errors }.visit_block(&init.block);
}

struct Search<'a> {
    errors: &'a mut Errors,
}

impl<'ast> Visit<'ast> for Search<'_> {
    fn visit_expr_await(&mut self, awaited: &'ast ExprAwait) {
        if let Expr::Call(ExprCall { func, args, .. }) = &*awaited.base
            && let Expr::Path(path) = &**func
            && args.is_empty()
        {
            self.check(path);
        }
        visit::visit_expr_await(self, awaited);
    }
}

impl Search<'_> {
    /// Checks a path that ends in `module::get`. A lower-case initial distinguishes a module from a type.
    fn check(&mut self, path: &ExprPath) {
        let segments: Vec<_> = path
            .path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        match segments.as_slice() {
            [get] if get == "get" => self.own(path),
            [own, get] if own == "self" && get == "get" => self.own(path),
            [.., module, get]
                if get == "get" && module.starts_with(|c: char| c.is_lowercase() || c == '_') =>
            {
                self.other(path, module);
            }
            _ => {}
        }
    }

    fn own(&mut self, path: &ExprPath) {
        self.errors.push(
            Message::new(
                "`init` waits for its own module: this `get` is the one that `#[lazy_module]` adds",
            )
            .help("create the value here and return it")
            .at(path),
        );
    }

    fn other(&mut self, path: &ExprPath, module: &str) {
        let parameter = if module == "super" || module == "crate" {
            "other"
        } else {
            module
        };
        let parent: Vec<_> = path
            .path
            .segments
            .iter()
            .rev()
            .skip(1)
            .map(|segment| segment.ident.to_string())
            .collect();
        let parent: Vec<_> = parent.into_iter().rev().collect();
        self.errors.push(
            Message::new(format!("`init` uses `{}` in its body instead of its signature", parent.join("::")))
                .help(format!("pub async fn init({parameter}: {}::Lazy) -> …", parent.join("::")))
                .rule(Rule::Layering, "modules that initialise each other wait for ever, and the compiler can find a cycle only in signatures")
                .at(path),
        );
    }
}
