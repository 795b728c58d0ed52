//! What the rules found: where, what, and what to write instead.

use crate::rule::Rule;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};

/// One place that breaks a rule.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that is broken; the message's note comes from it.
    pub rule: Rule,
    /// Where the offending tokens begin.
    pub span: Span,
    /// Where they end: the last token's span, the same as `span` when there is one token.
    pub end: Span,
    /// What is wrong, in lower case, with names in backticks.
    pub headline: String,
    /// What to write instead, as code where that is possible.
    pub help: String,
}

impl Finding {
    /// The whole message, one part a line: `headline`, `help: …`, `note: …`.
    ///
    /// rustc renders exactly this form aligned when it stands in a `compile_error!`.
    pub fn message(&self) -> String {
        format!(
            "{}\nhelp: {}\nnote: {}",
            self.headline,
            self.help,
            self.rule.note()
        )
    }
}

impl From<Finding> for syn::Error {
    fn from(finding: Finding) -> Self {
        // Two tokens carry the range: spans cannot be joined on stable, but syn underlines from first to last.
        let ends: TokenStream = [finding.span, finding.end]
            .into_iter()
            .map(|span| TokenTree::Ident(Ident::new("here", span)))
            .collect();
        Self::new_spanned(ends, finding.message())
    }
}
