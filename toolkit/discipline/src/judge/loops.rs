//! Loops without an end where the guard cannot interrupt them.
//!
//! In a handler, and in a function marked `#[guarded]`, the loop's head is checked at run time. Everywhere else a loop that has no way
//! out and never awaits ends with the environment.

mod exits;

use super::Judge;
use super::attributes::is_handler;
use crate::rule::Rule;
use proc_macro2::Span;
use syn::{Attribute, Block, Expr, Label, Lit};

/// Whether the loops that are being walked have a check at their heads.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Heads {
    /// They are evaluated while the program is compiled, or run before the first invocation.
    #[default]
    OutsideOfInvocations,
    Checked,
    /// The function has no attribute that adds them.
    Unchecked,
    /// `#[guard(off)]`.
    Off,
    /// Tokens of a macro, which no attribute reads.
    InMacro,
}

impl Heads {
    /// Those of a function's loops.
    fn of(attrs: &[Attribute], is_handler_of_ours: bool) -> Self {
        if attrs.iter().any(|attr| is_named(attr, "guard")) {
            Self::Off
        } else if is_handler_of_ours
            || attrs
                .iter()
                .any(|attr| is_handler(attr) || is_named(attr, "guarded"))
        {
            Self::Checked
        } else {
            Self::Unchecked
        }
    }
}

impl Judge {
    /// Walks a function's body.
    pub(super) fn with_heads_of(
        &mut self,
        attrs: &[Attribute],
        is_handler: bool,
        walk: impl FnOnce(&mut Self),
    ) {
        self.with_heads(Heads::of(attrs, is_handler), walk);
    }

    /// Walks a macro's tokens: those of an item that is no function are read before the first invocation.
    pub(super) fn with_heads_of_macro(&mut self, walk: impl FnOnce(&mut Self)) {
        self.with_heads(Heads::InMacro, walk);
    }

    fn with_heads(&mut self, heads: Heads, walk: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.heads, heads);
        walk(self);
        self.heads = outer;
    }

    /// Walks `loop { … }`.
    pub(super) fn endless(
        &mut self,
        attrs: &[Attribute],
        label: Option<&Label>,
        keyword: Span,
        body: &Block,
        walk: impl FnOnce(&mut Self),
    ) {
        let is_off = attrs.iter().any(|attr| is_named(attr, "guard"));
        let heads = if is_off { Heads::Off } else { self.heads };
        if let Some((why, help)) = refusal(heads)
            && !exits::has_exit(label, body)
        {
            self.report(
                Rule::Timeout,
                (keyword, keyword),
                format!("this loop never exits, and the timeout guard cannot interrupt it: {why}"),
                help,
            );
        }
        self.with_heads(heads, walk);
    }
}

fn refusal(heads: Heads) -> Option<(&'static str, &'static str)> {
    match heads {
        Heads::OutsideOfInvocations | Heads::Checked => None,
        Heads::Unchecked => Some((
            "the function is not `#[guarded]`",
            "mark the function `#[guarded]`, or leave the loop with `deadline.check()?` or `break`; if it ends otherwise, write `#[exempt(timeout, reason = \"…\")]`",
        )),
        Heads::Off => Some((
            "`#[guard(off)]` disables its check",
            "remove `#[guard(off)]`, or leave the loop with `deadline.check()?` or `break`; if it ends otherwise, write `#[exempt(timeout, reason = \"…\")]`",
        )),
        Heads::InMacro => Some((
            "attributes do not see loops inside a macro",
            "move the loop into a function marked `#[guarded]`, or leave it with `deadline.check()?` or `break`; if it ends otherwise, write `#[exempt(timeout, reason = \"…\")]`",
        )),
    }
}

/// `true`, as the condition of a `while`.
pub(super) fn is_true(cond: &Expr) -> bool {
    match cond {
        Expr::Lit(literal) => matches!(&literal.lit, Lit::Bool(value) if value.value),
        Expr::Paren(inner) => is_true(&inner.expr),
        Expr::Group(inner) => is_true(&inner.expr),
        _ => false,
    }
}

fn is_named(attr: &Attribute, name: &str) -> bool {
    attr.path()
        .segments
        .last()
        .is_some_and(|last| last.ident == name)
}
