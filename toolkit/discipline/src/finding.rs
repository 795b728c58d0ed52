//! A finding: what is wrong, where, and what to write instead.

use crate::rule::Rule;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};

/// A place that breaks a rule.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The broken rule; the note of the message comes from it.
    pub rule: Rule,
    /// Where the offending tokens begin.
    pub span: Span,
    /// Where they end: the span of the last token.
    pub end: Span,
    /// The mistake, in lower case, with names in backticks.
    pub headline: String,
    /// The edit that corrects it, as code where possible.
    pub help: String,
}

impl Finding {
    /// Returns the whole message, one part a line: `headline`, `help: …`, `note: …`.
    ///
    /// rustc aligns exactly this form in a `compile_error!`.
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
        // Two tokens carry the range: spans cannot be joined on stable, but syn underlines from the first token to the last.
        let ends: TokenStream = [finding.span, finding.end]
            .into_iter()
            .map(|span| TokenTree::Ident(Ident::new("here", span)))
            .collect();
        Self::new_spanned(ends, finding.message())
    }
}
