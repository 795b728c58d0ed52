//! The form of error messages, and the list that collects them.

use std::fmt::Display;

use gatewright_discipline::Rule;
use proc_macro2::TokenStream;
use quote::ToTokens;

/// An error message: a headline, the code to write instead, and the reason.
///
/// Rendered by `compile_error!` as
/// ```text
/// error: `memory` must be a number of MB, without quotes or unit
///        help: memory = 1769
///        note: …
/// ```
/// Further lines of a `help` or `note` are indented, so that code keeps its shape.
#[derive(Debug, Clone)]
pub(crate) struct Message(String);

/// A line break and the width of `help: `.
const INDENT: &str = "\n      ";

impl Message {
    /// Starts a message with its headline: lower case, names in backticks, no full stop.
    pub(crate) fn new(headline: impl Display) -> Self {
        Self(headline.to_string())
    }

    /// Adds the edit to make, as code where possible.
    pub(crate) fn help(self, help: impl Display) -> Self {
        self.line("help", &help)
    }

    /// Adds the reason.
    pub(crate) fn note(self, note: impl Display) -> Self {
        self.line("note", &note)
    }

    /// Whether it has a reason.
    pub(crate) fn has_note(&self) -> bool {
        self.0.contains("\nnote: ")
    }

    /// Adds the reason of a rule, with the command that explains it.
    pub(crate) fn rule(self, rule: Rule, reason: impl Display) -> Self {
        let id = rule.id();
        self.note(format!(
            "rule `{id}`: {reason}; see `cargo gatewright explain {id}`"
        ))
    }

    fn line(mut self, label: &str, text: &impl Display) -> Self {
        let text = text.to_string().replace('\n', INDENT);
        self.0.extend(["\n", label, ": ", &text]);
        self
    }

    /// Makes an error that underlines `tokens`, from the first to the last.
    pub(crate) fn at(self, tokens: impl ToTokens) -> syn::Error {
        syn::Error::new_spanned(tokens, self.0)
    }

    /// Makes an error at one span, where there are no tokens to underline.
    pub(crate) fn at_span(self, span: proc_macro2::Span) -> syn::Error {
        syn::Error::new(span, self.0)
    }

    /// Makes a darling error, for `FromMeta`.
    pub(crate) fn in_option(self, tokens: impl ToTokens) -> darling::Error {
        self.at(tokens).into()
    }
}

/// The errors of one expansion, in the order in which they were found.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    all: Vec<syn::Error>,
    /// Items that rustc reports.
    items: TokenStream,
}

impl Errors {
    /// Adds an error, which may combine several.
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.all.push(error);
    }

    /// Adds an item that does not compile. The caller expands the rest as if there were no error.
    pub(crate) fn push_item(&mut self, item: TokenStream) {
        self.items.extend(item);
    }

    /// Returns the value, or adds the error.
    pub(crate) fn take<T>(&mut self, result: Result<T, impl Into<syn::Error>>) -> Option<T> {
        result.map_err(|error| self.push(error.into())).ok()
    }

    /// Combines the errors into one, if there are any.
    pub(crate) fn into_result(self) -> syn::Result<()> {
        let all = self.all.into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        });
        all.map_or(Ok(()), Err)
    }

    /// The number of errors so far, to find out later whether there are new ones.
    pub(crate) fn count(&self) -> usize {
        self.all.len()
    }
}

impl ToTokens for Errors {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.all.iter().map(syn::Error::to_compile_error));
        tokens.extend(self.items.clone());
    }
}
