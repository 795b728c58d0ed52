//! What every handler's signature has to be.

use gatewright_discipline::Rule;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{FnArg, Receiver, ReceiverKind, ReturnType, Safety, Signature, Type};

use super::borrowed;
use crate::attributes;
use crate::report::{Errors, Message};

/// The most parameters that a handler may have: a table's line is a tuple of them, and std stops at 12 too.
const MAX_PARAMETERS: usize = 12;

/// How a handler is written here, for the messages.
pub(crate) struct Expected(pub(crate) String);

/// The types of a signature that can be called from the table.
pub(crate) struct Types {
    pub(crate) arguments: Vec<Type>,
    pub(crate) returns: Option<Type>,
}

/// Reads the signature, reporting everything that is wrong with it.
pub(crate) fn read(
    signature: &Signature,
    expected: &Expected,
    errors: &mut Errors,
) -> Option<Types> {
    let before = errors.count();
    form(signature, expected, errors);
    let arguments = arguments(signature, expected, errors);
    let returns = returns(signature, expected, errors);
    (errors.count() == before && signature.receiver().is_none())
        .then_some(Types { arguments, returns })
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
            format!("`{name}` must not be `unsafe`"),
            token.to_token_stream(),
        );
    }
    if let Some(abi) = &signature.abi {
        wrong(
            format!("`{name}` must not be `extern`"),
            abi.to_token_stream(),
        );
    }
    if !signature.generics.params.is_empty() {
        wrong(
            format!("`{name}` must not be generic: the table calls it with types that are known"),
            signature.generics.to_token_stream(),
        );
    }
}

fn arguments(signature: &Signature, expected: &Expected, errors: &mut Errors) -> Vec<Type> {
    let mut types = Vec::new();
    for input in &signature.inputs {
        match input {
            // `&mut self` is a finding of the rules, which have judged the function before.
            FnArg::Receiver(receiver) if is_exclusive(receiver) => {}
            FnArg::Receiver(receiver) => errors.push(
                Message::new(format!("`{}` must not take `self`", signature.ident))
                    .help(&expected.0)
                    .rule(Rule::SharedState, "what lives longer than a request belongs in a `#[lazy_module]`, what does not in local variables")
                    .at(receiver),
            ),
            FnArg::Typed(parameter) => {
                if let Some(cfg) = attributes::cfgs(&parameter.attrs).first() {
                    errors.push(
                        Message::new("a handler's parameter cannot have a `cfg`")
                            .help("put the `cfg` on the function, and write one for each case")
                            .at(cfg),
                    );
                }
                borrowed::report(&parameter.ty, errors);
                types.push((*parameter.ty).clone());
            }
        }
    }
    if let Some(one_too_many) = signature.inputs.iter().nth(MAX_PARAMETERS) {
        errors.push(
            Message::new(format!("`{}` has {} parameters; a handler has at most {MAX_PARAMETERS}", signature.ident, signature.inputs.len()))
                .help("gather values of one request in one struct: `Query<T>`, `Path<T>` and `Json<T>` read several fields at once")
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
    if borrowed::has_impl_trait(ty) {
        errors.push(
            Message::new(format!(
                "the return type of `{}` must have a name, which `impl` has not",
                signature.ident
            ))
            .help(&expected.0)
            .note("the table holds the type's own way to become a reply")
            .at(ty),
        );
    }
    Some((**ty).clone())
}
