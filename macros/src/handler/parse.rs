//! Parses a handler's attribute and validates its signature.

use gatewright_discipline::Rule;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    Attribute, FnArg, ItemFn, Lifetime, Receiver, ReceiverKind, ReturnType, Safety, Signature,
    Type, TypeFnPtr, TypeImplTrait, TypeParamBound, TypeReference, TypeTraitObject, parse_quote,
};

use crate::attributes;
use crate::helpers::{HELPERS, Helper, Key};
use crate::report::{Errors, Message};

/// The handler attribute of a function.
pub(crate) struct Found {
    /// Which attribute it is.
    pub(crate) helper: &'static Helper,
    /// Its position.
    pub(crate) span: Span,
    /// Its arguments; `None` if they were invalid and reported.
    pub(crate) key: Option<Key>,
}

/// Removes the handler attributes and reads the only one. If there are several, each is reported.
pub(crate) fn take(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> Option<Found> {
    report_conditional(attrs, errors);
    let (helpers, others) = std::mem::take(attrs)
        .into_iter()
        .partition::<Vec<_>, _>(|attribute| Helper::of(attribute).is_some());
    *attrs = others;
    let (first, further) = helpers.split_first()?;
    let helper = Helper::of(first)?;
    if !further.is_empty() {
        for attribute in &helpers {
            errors.push(more_than_one().at(&attribute.meta));
        }
        return Some(Found {
            helper,
            span: first.path().span(),
            key: None,
        });
    }
    Some(Found {
        helper,
        span: first.path().span(),
        key: errors.take(helper.read(first)),
    })
}

fn more_than_one() -> Message {
    Message::new("a function can have only one handler attribute").help(
        "keep one of them, and write a separate function for each of the others; they can call this one",
    )
}

/// Reports `#[cfg_attr(…, get("/"))]`, which is not resolved yet when a macro sees it.
fn report_conditional(attrs: &mut Vec<Attribute>, errors: &mut Errors) {
    attrs.retain(|attribute| {
        let Some(helper) = conditional(attribute) else {
            return true;
        };
        errors.push(
            Message::new(format!(
                "`#[{}]` cannot be inside a `cfg_attr`",
                helper.name
            ))
            .help(format!("#[cfg(…)]\n{}", helper.form))
            .note("`#[dispatch]` builds its table before `cfg_attr` is resolved")
            .at(&attribute.meta),
        );
        false
    });
}

fn conditional(attribute: &Attribute) -> Option<&'static Helper> {
    attributes::conditional(attribute).iter().find_map(|meta| {
        HELPERS
            .iter()
            .find(|helper| attributes::ends_in(meta.path(), helper.name))
    })
}

/// The maximum number of parameters: a table's entry holds them as a tuple, and std implements traits for up to 12 elements as well.
const MAX_PARAMETERS: usize = 12;

/// The expected form of the handler, for messages.
pub(crate) struct Expected(pub(crate) String);

/// The types in a valid signature.
pub(crate) struct Types {
    pub(crate) arguments: Vec<Type>,
    pub(crate) returns: Option<Type>,
}

/// Reads the signature and reports everything that is wrong with it.
///
/// The body of a function that returns `impl IntoResponse` is left out, because its type seldom implements the trait, and this is one
/// mistake.
pub(crate) fn read_signature(
    function: &mut ItemFn,
    expected: &Expected,
    errors: &mut Errors,
) -> Option<Types> {
    let before = errors.count();
    let signature = &function.sig;
    form(signature, expected, errors);
    let arguments = arguments(signature, expected, errors);
    let returns = returns(signature, expected, errors);
    let types = (errors.count() == before && signature.receiver().is_none())
        .then_some(Types { arguments, returns });
    if returns_response(&function.sig) {
        function.attrs.push(parse_quote!(#[allow(unused)]));
        function.sig.output = ReturnType::Default;
        function.block = parse_quote!({});
    }
    types
}

fn form(signature: &Signature, expected: &Expected, errors: &mut Errors) {
    let name = &signature.ident;
    let mut wrong = |headline: String, tokens: TokenStream| {
        errors.push(Message::new(headline).help(&expected.0).at(tokens));
    };
    if signature.asyncness.is_none() {
        let tokens = signature.fn_token;
        wrong(
            format!("`{name}` must be an `async fn`"),
            quote!(#tokens #name),
        );
    }
    if let Safety::Unsafe(token) = &signature.safety {
        wrong(
            format!("`{name}` cannot be `unsafe`"),
            token.to_token_stream(),
        );
    }
    if let Some(abi) = &signature.abi {
        wrong(
            format!("`{name}` cannot be `extern`"),
            abi.to_token_stream(),
        );
    }
    if !signature.generics.params.is_empty() {
        wrong(
            format!("`{name}` cannot be generic: the table needs concrete types"),
            signature.generics.to_token_stream(),
        );
    }
}

fn arguments(signature: &Signature, expected: &Expected, errors: &mut Errors) -> Vec<Type> {
    let mut types = Vec::new();
    for input in &signature.inputs {
        match input {
            // The rules have already reported `&mut self`.
            FnArg::Receiver(receiver) if is_exclusive(receiver) => {}
            FnArg::Receiver(receiver) => errors.push(
                Message::new(format!("`{}` cannot take `self`", signature.ident))
                    .help(&expected.0)
                    .rule(Rule::SharedState, "a value that outlives a request belongs in a `#[lazy_module]`, any other in a local variable")
                    .at(receiver),
            ),
            FnArg::Typed(parameter) => {
                if let Some(cfg) = attributes::cfgs(&parameter.attrs).first() {
                    errors.push(
                        Message::new("a handler's parameter cannot have a `cfg`")
                            .help("move the `cfg` to the function, and write one function for each case")
                            .at(cfg),
                    );
                }
                report_unusable(&parameter.ty, errors);
                types.push((*parameter.ty).clone());
            }
        }
    }
    if let Some(one_too_many) = signature.inputs.iter().nth(MAX_PARAMETERS) {
        errors.push(
            Message::new(format!("`{}` has {} parameters, but a handler has at most {MAX_PARAMETERS}", signature.ident, signature.inputs.len()))
                .help("combine values of the request in one struct: `Query<T>`, `Path<T>` and `Json<T>` read several fields at once")
                .at(one_too_many),
        );
    }
    types
}

fn is_exclusive(receiver: &Receiver) -> bool {
    match &receiver.kind {
        ReceiverKind::Reference(_, _, mutability) => mutability.is_some(),
        ReceiverKind::Typed(_, ty) => {
            matches!(&**ty, Type::Reference(reference) if reference.mutability.is_some())
        }
        _ => false,
    }
}

fn returns(signature: &Signature, expected: &Expected, errors: &mut Errors) -> Option<Type> {
    let ReturnType::Type(_, ty) = &signature.output else {
        return None;
    };
    if has_impl_trait(ty) {
        let help = if returns_response(signature) {
            let name = &signature.ident;
            format!(
                "{}\nor, with `use gatewright::{{IntoResponse, Response}};`,\nasync fn {name}(…) -> Response {{ ….into_response() }}",
                expected.0
            )
        } else {
            expected.0.clone()
        };
        errors.push(
            Message::new(format!(
                "the return type of `{}` cannot be `impl Trait`",
                signature.ident
            ))
            .help(help)
            .note("the table stores the conversion of a concrete type into a reply")
            .at(ty),
        );
    }
    Some((**ty).clone())
}

/// Whether the function returns `impl IntoResponse`, alone or in another type.
fn returns_response(signature: &Signature) -> bool {
    let ReturnType::Type(_, ty) = &signature.output else {
        return false;
    };
    Contents::in_type(ty).impl_response
}

/// Reports the first problem with the parameter's type.
fn report_unusable(ty: &Type, errors: &mut Errors) {
    let found = Contents::in_type(ty);
    if found.impl_trait {
        errors.push(
            Message::new("a handler's parameter cannot have an `impl Trait` type")
                .help("name the type, such as `Json<NewOrder>`; implement `gatewright::FromRequest` for a type of your own")
                .at(ty),
        );
    } else if found.borrow {
        errors.push(
            Message::new("a handler's parameter cannot borrow")
                .help(owned(ty))
                .note("parameters are made from the event and moved into the function")
                .at(ty),
        );
    }
}

/// Whether the type contains `impl Trait`.
pub(crate) fn has_impl_trait(ty: &Type) -> bool {
    Contents::in_type(ty).impl_trait
}

/// The owned type to use instead.
fn owned(ty: &Type) -> &'static str {
    let Type::Reference(reference) = ty else {
        return "use owned types in it, such as `String` instead of `&str`";
    };
    match &*reference.elem {
        Type::Path(path) if path.path.is_ident("str") => "take a `String`",
        Type::Slice(_) => "take a `Vec<…>`",
        _ => {
            "write the type without `&`; to share a value between handlers, take the `Lazy` handle of a `#[lazy_module]`"
        }
    }
}

#[derive(Default)]
struct Contents {
    borrow: bool,
    impl_trait: bool,
    /// `impl IntoResponse`
    impl_response: bool,
}

impl Contents {
    fn in_type(ty: &Type) -> Self {
        let mut found = Self::default();
        found.visit_type(ty);
        found
    }
}

impl<'ast> Visit<'ast> for Contents {
    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        self.borrow |= reference
            .lifetime
            .as_ref()
            .is_none_or(|lifetime| lifetime.ident != "static");
        visit::visit_type(self, &reference.elem);
    }

    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        self.borrow |= lifetime.ident != "static";
    }

    fn visit_type_impl_trait(&mut self, found: &'ast TypeImplTrait) {
        self.impl_trait = true;
        self.impl_response |= found.bounds.iter().any(|bound| {
            matches!(bound, TypeParamBound::Trait(bound) if attributes::ends_in(&bound.path, "IntoResponse"))
        });
    }

    // Lifetimes in these are bound or have their own default: `fn(&str)`, `Box<dyn Fn(&str)>`.
    fn visit_type_fn_ptr(&mut self, _: &'ast TypeFnPtr) {}
    fn visit_type_trait_object(&mut self, _: &'ast TypeTraitObject) {}
}
