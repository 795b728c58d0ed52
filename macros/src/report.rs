//! The form of every message, and the list that messages are gathered in.

use std::fmt::Display;

use gatewright_discipline::Rule;
use proc_macro2::TokenStream;
use quote::ToTokens;

/// One message: a headline, what to write instead, and why.
///
/// Rendered by `compile_error!` as
/// ```text
/// error: `memory` is a number of MB, without quotes
///        help: memory = 1769
///        note: …
/// ```
/// Lines after the first of a `help` or `note` are indented, so that code keeps its shape.
#[derive(Debug, Clone)]
pub(crate) struct Message(String);

/// A new line, moved to the right by the width of `help: `.
const INDENT: &str = "\n      ";

impl Message {
    /// The headline: lower case, names in backticks, no full stop.
    pub(crate) fn new(headline: impl Display) -> Self {
        Self(headline.to_string())
    }

    /// What to write instead; code, if it can be said in code.
    pub(crate) fn help(self, help: impl Display) -> Self {
        self.line("help", &help)
    }

    /// Why.
    pub(crate) fn note(self, note: impl Display) -> Self {
        self.line("note", &note)
    }

    /// Why, when a rule of the discipline asks for it.
    pub(crate) fn rule(self, rule: Rule, reason: impl Display) -> Self {
        self.note(format!("rule {rule}: {reason}"))
    }

    fn line(mut self, label: &str, text: &impl Display) -> Self {
        let text = text.to_string().replace('\n', INDENT);
        self.0.extend(["\n", label, ": ", &text]);
        self
    }

    /// The message as an error that underlines `tokens`, from the first to the last.
    pub(crate) fn at(self, tokens: impl ToTokens) -> syn::Error {
        syn::Error::new_spanned(tokens, self.0)
    }

    /// The message as an error at one span, for findings that carry no tokens.
    pub(crate) fn at_span(self, span: proc_macro2::Span) -> syn::Error {
        syn::Error::new(span, self.0)
    }

    /// The message as darling's error, for `FromMeta`.
    pub(crate) fn in_option(self, tokens: impl ToTokens) -> darling::Error {
        self.at(tokens).into()
    }
}

/// Every error of one expansion, in the order they were found.
#[derive(Debug, Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// Adds one error, or several that were combined.
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.0.push(error);
    }

    /// The value, or nothing after its error was added.
    pub(crate) fn take<T>(&mut self, result: Result<T, impl Into<syn::Error>>) -> Option<T> {
        result.map_err(|error| self.push(error.into())).ok()
    }

    /// All of them as one, if there are any.
    pub(crate) fn into_result(self) -> syn::Result<()> {
        let all = self.0.into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        });
        all.map_or(Ok(()), Err)
    }

    /// How many were added so far, to ask later whether there are new ones.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }
}

impl ToTokens for Errors {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.0.iter().map(syn::Error::to_compile_error));
    }
}
