//! Attributes: tests are left out, exemptions hold below, `#[tokio::main]` starts a runtime.

use super::Judge;
use super::paths::ends;
use crate::rule::Rule;
use crate::scope::{Space, is_left_out};
use syn::{Attribute, FnArg, ImplItem, Item, ReceiverKind, Signature, TraitItem, Type};

/// Attributes of ours that make a function a handler, by their last segment.
const HANDLERS: [&str; 25] = [
    "lambda_handler",
    "operation",
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "head",
    "options",
    "any",
    "sqs",
    "kinesis",
    "dynamodb",
    "kafka",
    "sns",
    "s3",
    "eventbridge",
    "schedule",
    "logs",
    "cognito",
    "authorizer",
    "websocket",
    "appsync",
    "event",
    "fallback",
];

impl Judge {
    /// Walks what `attrs` stand on, unless they make it part of tests only.
    pub(super) fn with_attributes(&mut self, attrs: &[Attribute], walk: impl FnOnce(&mut Self)) {
        if attrs.is_empty() {
            walk(self);
        } else if !is_left_out(attrs) {
            self.with_exemptions(attrs, walk);
        }
    }

    /// `#[tokio::main]` on anything but `main`: every call starts a runtime.
    pub(super) fn function_attributes(&mut self, attrs: &[Attribute], sig: &Signature) {
        if attrs.iter().any(is_handler) {
            self.handler_receiver(sig);
        }
        if sig.ident == "main" {
            return;
        }
        for attr in attrs {
            if let Some((found, path)) = self.meaning_of(attr.path(), Space::Both) {
                self.refuse(found.known, &found.name(&path), ends(attr.path()));
            }
        }
    }

    /// A handler that takes `&mut self` keeps what it changes.
    pub(super) fn handler_receiver(&mut self, sig: &Signature) {
        let Some(FnArg::Receiver(receiver)) = sig.inputs.first() else {
            return;
        };
        let exclusive = match &receiver.kind {
            ReceiverKind::Reference(and, _, Some(_)) => Some(and.span),
            ReceiverKind::Typed(_, ty) => match &**ty {
                Type::Reference(ty) if ty.mutability.is_some() => Some(receiver.self_token.span),
                _ => None,
            },
            _ => None,
        };
        if let Some(span) = exclusive {
            self.report(
                Rule::SharedState,
                (span, receiver.self_token.span),
                format!("handler `{}` takes `&mut self`: what it changes, the next invocation finds", sig.ident),
                "take what the handler needs as parameters: a request's data, or the `Lazy` of a `#[lazy_module]`",
            );
        }
    }
}

fn is_handler(attr: &Attribute) -> bool {
    attr.path()
        .segments
        .last()
        .is_some_and(|last| HANDLERS.iter().any(|name| last.ident == name))
}

/// The attributes of an item; those of tokens that syn does not interpret are not known.
pub(super) fn of_item(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The attributes of an item in an `impl`.
pub(super) fn of_impl_item(item: &ImplItem) -> &[Attribute] {
    match item {
        ImplItem::Const(item) => &item.attrs,
        ImplItem::Fn(item) => &item.attrs,
        ImplItem::Type(item) => &item.attrs,
        ImplItem::Macro(item) => &item.attrs,
        _ => &[],
    }
}

/// The attributes of an item in a trait.
pub(super) fn of_trait_item(item: &TraitItem) -> &[Attribute] {
    match item {
        TraitItem::Const(item) => &item.attrs,
        TraitItem::Fn(item) => &item.attrs,
        TraitItem::Type(item) => &item.attrs,
        TraitItem::Macro(item) => &item.attrs,
        _ => &[],
    }
}
