//! Attributes: code of tests is skipped, `#[exempt(…)]` silences rules, `#[tokio::main]` starts a runtime.

use super::Judge;
use super::context::ends;
use crate::attributes::{is_handler, is_named};
use crate::rule::Rule;
use crate::scope::Space;
use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Attribute, Expr, ExprLit, FnArg, Lit, Meta, Path, ReceiverKind, Signature, Token, Type};

const EXEMPT: &str = "write `#[exempt(locking, reason = \"why it is right\")]`";

/// A silenced rule, and whether the exemption was used.
pub(super) struct Exemption {
    pub(super) rule: Rule,
    at: (Span, Span),
    pub(super) used: bool,
    /// Identifies it within the crate.
    pub(super) number: usize,
    /// How many names had led out of sight when it began.
    unseen: usize,
}

impl Judge {
    /// Walks an item with the attributes `attrs`, unless they make it part of tests only.
    pub(super) fn with_attributes(&mut self, attrs: &[Attribute], walk: impl FnOnce(&mut Self)) {
        if attrs.is_empty() {
            walk(self);
        } else if !self.cx.scopes.cfg.leaves_out(attrs) {
            self.with_exemptions(attrs, walk);
        }
    }

    /// Whether a condition is `cfg!(…)` or its negation, and holds or does not; `None` if that is undecided.
    pub(super) fn is_cfg(&self, cond: &Expr) -> Option<bool> {
        match cond {
            Expr::Macro(call) if call.mac.path.is_ident("cfg") => {
                let predicate = call.mac.parse_body::<Meta>().ok()?;
                self.cx.scopes.cfg.holds(&predicate)
            }
            Expr::Unary(not) if matches!(not.op, syn::UnOp::Not(_)) => {
                self.is_cfg(&not.expr).map(|holds| !holds)
            }
            Expr::Binary(both) if matches!(both.op, syn::BinOp::And(_)) => {
                let each = [self.is_cfg(&both.left), self.is_cfg(&both.right)];
                each.contains(&Some(false)).then_some(false)
            }
            Expr::Paren(inner) => self.is_cfg(&inner.expr),
            Expr::Group(inner) => self.is_cfg(&inner.expr),
            _ => None,
        }
    }

    /// `#[tokio::main]` on a function other than `main` starts a runtime in every call.
    pub(super) fn check_function_attributes(&mut self, attrs: &[Attribute], sig: &Signature) {
        if attrs.iter().any(is_handler) {
            self.check_receiver(sig);
        }
        if sig.ident == "main" {
            return;
        }
        for attr in attrs {
            self.check_attribute(&attr.meta);
        }
    }

    pub(super) fn check_attribute(&mut self, meta: &Meta) {
        if let Meta::List(list) = meta
            && list.path.is_ident("cfg_attr")
        {
            let metas = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            let mut metas = metas.into_iter().flatten();
            if metas
                .next()
                .is_some_and(|predicate| !self.cx.scopes.cfg.is_false(&predicate))
            {
                metas.for_each(|meta| self.check_attribute(&meta));
            }
            return;
        }
        let path: &Path = meta.path();
        if let Some((found, names)) = self.cx.meaning_of(path, Space::Both) {
            self.refuse(found.known, &found.name(&names), ends(path));
        }
    }

    /// A handler that takes `&mut self` keeps state.
    pub(super) fn check_receiver(&mut self, sig: &Signature) {
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

impl Judge {
    /// Runs `walk` with the exemptions in `attrs`.
    pub(super) fn with_exemptions(&mut self, attrs: &[Attribute], walk: impl FnOnce(&mut Self)) {
        let outer = self.findings.exemptions.len();
        for attr in attrs {
            if is_named(attr, "exempt") {
                self.read_exemption(attr);
            }
        }
        walk(self);
        let done = self.findings.exemptions.split_off(outer);
        for Exemption {
            rule,
            at,
            used,
            unseen,
            number,
        } in done
        {
            if rule == Rule::Layering {
                self.record_exemption(number, at);
            }
            if !used && self.findings.unseen == unseen && rule.is_found_in_tokens() {
                self.report(
                    Rule::Exemption,
                    at,
                    format!(
                        "unused exemption: nothing here breaks the rule `{}`",
                        rule.id()
                    ),
                    "remove the attribute, or move it to the item that needs it",
                );
            }
        }
    }

    fn read_exemption(&mut self, attr: &Attribute) {
        let whole = (attr.path().span(), attr.path().span());
        let Ok(args) = attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated) else {
            let headline = "`#[exempt]` expects a rule and a reason".to_owned();
            return self.report(Rule::Exemption, whole, headline, EXEMPT);
        };
        let mut reason = None;
        let mut rules = 0;
        for arg in &args {
            let at = (arg.path().span(), arg.path().span());
            let name = arg
                .path()
                .get_ident()
                .map(ToString::to_string)
                .unwrap_or_default();
            match arg {
                Meta::NameValue(pair) if name == "reason" => {
                    reason = Some((text(&pair.value), (pair.value.span(), pair.value.span())));
                }
                Meta::Path(_) => match Rule::from_id(&name).filter(|rule| *rule != Rule::Exemption)
                {
                    Some(rule) => {
                        rules += 1;
                        let unseen = self.findings.unseen;
                        self.findings.exemptions_read += 1;
                        self.findings.exemptions.push(Exemption {
                            rule,
                            at,
                            used: false,
                            number: self.findings.exemptions_read,
                            unseen,
                        });
                    }
                    None => self.unknown_rule(&name, at),
                },
                _ => self.unknown_rule(&name, at),
            }
        }
        match reason {
            None => self.report(
                Rule::Exemption,
                whole,
                "`#[exempt]` gives no reason".to_owned(),
                EXEMPT,
            ),
            Some((Some(text), _)) if !text.trim().is_empty() => {}
            Some((_, at)) => self.report(
                Rule::Exemption,
                at,
                "the reason of `#[exempt]` is empty".to_owned(),
                EXEMPT,
            ),
        }
        if rules == 0 && args.iter().all(|arg| arg.path().is_ident("reason")) {
            self.report(
                Rule::Exemption,
                whole,
                "`#[exempt]` names no rule".to_owned(),
                EXEMPT,
            );
        }
    }

    fn unknown_rule(&mut self, name: &str, at: (Span, Span)) {
        let unknown = Rule::unknown(name);
        let help = unknown.help();
        self.report(Rule::Exemption, at, unknown.to_string(), help);
    }
}

fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}
