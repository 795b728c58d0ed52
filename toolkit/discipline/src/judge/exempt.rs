//! `#[exempt(rule, reason = "…")]`: silences rules below the item that it stands on.

use super::Judge;
use crate::rule::Rule;
use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token};

const HELP: &str = "write `#[exempt(locking, reason = \"why it is right\")]`";

/// A rule that is silenced here, and whether anything was.
pub(super) struct Exemption {
    pub(super) rule: Rule,
    at: (Span, Span),
    used: bool,
    /// Tells it from the others of the crate.
    pub(super) number: usize,
    /// How many names had led out of sight when it began.
    unseen: usize,
}

impl Judge {
    /// Whether an exemption around this place silences `rule`; it then counts as used.
    pub(super) fn is_exempt(&mut self, rule: Rule) -> bool {
        let exemption = self
            .exemptions
            .iter_mut()
            .rev()
            .find(|exemption| exemption.rule == rule);
        exemption.map(|exemption| exemption.used = true).is_some()
    }

    /// Runs `walk` with the exemptions of `attrs`.
    pub(super) fn with_exemptions(&mut self, attrs: &[Attribute], walk: impl FnOnce(&mut Self)) {
        let outer = self.exemptions.len();
        for attr in attrs {
            if attr
                .path()
                .segments
                .last()
                .is_some_and(|last| last.ident == "exempt")
            {
                self.read_exemption(attr);
            }
        }
        walk(self);
        let done = self.exemptions.split_off(outer);
        for Exemption {
            rule,
            at,
            used,
            unseen,
            number,
        } in done
        {
            if rule == Rule::Layering {
                self.records_exemption(number, at);
            }
            if !used && self.unseen == unseen && rule.is_found_in_tokens() {
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
            return self.report(Rule::Exemption, whole, headline, HELP);
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
                        let unseen = self.unseen;
                        self.exemptions_read += 1;
                        self.exemptions.push(Exemption {
                            rule,
                            at,
                            used: false,
                            number: self.exemptions_read,
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
                HELP,
            ),
            Some((Some(text), _)) if !text.trim().is_empty() => {}
            Some((_, at)) => self.report(
                Rule::Exemption,
                at,
                "the reason of `#[exempt]` is empty".to_owned(),
                HELP,
            ),
        }
        if rules == 0 && args.iter().all(|arg| arg.path().is_ident("reason")) {
            self.report(
                Rule::Exemption,
                whole,
                "`#[exempt]` names no rule".to_owned(),
                HELP,
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
