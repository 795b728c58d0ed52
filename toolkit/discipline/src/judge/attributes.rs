//! Attributes: tests are left out, exemptions hold below, `#[tokio::main]` starts a runtime.

use super::Judge;
use super::paths::ends;
use crate::rule::Rule;
use crate::scope::Space;
use syn::punctuated::Punctuated;
use syn::{Attribute, FnArg, Meta, Path, ReceiverKind, Signature, Token, Type};

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
        } else if !self.scopes.cfg.leaves_out(attrs) {
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
            self.attribute(&attr.meta);
        }
    }

    pub(super) fn attribute(&mut self, meta: &Meta) {
        if let Meta::List(list) = meta
            && list.path.is_ident("cfg_attr")
        {
            let metas = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            let mut metas = metas.into_iter().flatten();
            if metas
                .next()
                .is_some_and(|predicate| !self.scopes.cfg.is_false(&predicate))
            {
                metas.for_each(|meta| self.attribute(&meta));
            }
            return;
        }
        let path: &Path = meta.path();
        if let Some((found, names)) = self.meaning_of(path, Space::Both) {
            self.refuse(found.known, &found.name(&names), ends(path));
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
                format!(
                    "handler `{}` takes `&mut self`, so later invocations see its changes",
                    sig.ident
                ),
                "take request data and the `Lazy` handles of lazy modules as parameters",
            );
        }
    }
}

pub(super) fn is_handler(attr: &Attribute) -> bool {
    attr.path()
        .segments
        .last()
        .is_some_and(|last| HANDLERS.iter().any(|name| last.ident == name))
}
