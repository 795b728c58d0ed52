//! A type as one writes it, out of its tokens.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Type;

/// `Result<Json<Order>, ApiError>`: tokens with the spaces that rustfmt would leave between them, on one line.
pub(super) fn type_to_string(ty: &Type) -> String {
    let mut text = Text::default();
    text.add(ty.to_token_stream());
    text.written
}

#[derive(Default)]
struct Text {
    written: String,
    /// Whether the next word is told from the last by a space.
    after_word: bool,
}

impl Text {
    fn add(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.add_group(group.delimiter(), group.stream()),
                TokenTree::Punct(punct) => {
                    self.add_punct(punct.as_char(), punct.spacing() == Spacing::Joint);
                }
                word => self.add_word(&word.to_string()),
            }
        }
    }

    fn add_word(&mut self, word: &str) {
        if self.after_word {
            self.written.push(' ');
        }
        self.written.push_str(word);
        self.after_word = true;
    }

    fn add_group(&mut self, delimiter: Delimiter, inside: TokenStream) {
        let (open, close) = match delimiter {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::None => ("", ""),
        };
        if self.after_word && open == "[" {
            self.written.push(' ');
        }
        self.written.push_str(open);
        self.after_word &= open.is_empty();
        self.add(inside);
        self.written.push_str(close);
        self.after_word |= !close.is_empty();
    }

    /// `'` and `-` begin something: a lifetime, an arrow.
    fn add_punct(&mut self, punct: char, is_joint: bool) {
        let ends_arrow = punct == '>' && self.written.ends_with(" -");
        let spaced = matches!(punct, '+' | '=');
        let begins = matches!(punct, '\'' | '&' | '#') && self.after_word;
        if spaced || begins || punct == '-' && is_joint {
            self.written.push(' ');
        }
        self.written.push(punct);
        if spaced || ends_arrow || matches!(punct, ',' | ';') {
            self.written.push(' ');
        }
        self.after_word = punct == '>' && !ends_arrow;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_written_as_rustfmt_would() {
        for text in [
            "u32",
            "()",
            "Path<(OrderId, u32)>",
            "Result<(StatusCode, Json<Vec<Order>>), errors::ApiError>",
            "Option<crate::catalog::Lazy>",
            "::std::collections::BTreeMap<String, [u8; 4]>",
            "<T as Shop>::Order",
            "Box<dyn Fn(&'static str) -> Result<u8, Error> + Send + 'static>",
            "&'static str",
            "&'static [u8]",
            "Message<Sns<S3>>",
            "Fixed<-1, \"text\">",
            "dyn Iterator<Item = u8>",
            "&'static mut [Vec<u8>]",
            "*const u8",
            "fn(u8, u8) -> !",
        ] {
            let ty: Type = syn::parse_str(text).expect(text);
            assert_eq!(type_to_string(&ty), text);
        }
    }

    #[test]
    fn groups_that_one_does_not_see_leave_no_mark() {
        let inner: Type = syn::parse_quote!(Vec<u8>);
        let group = proc_macro2::Group::new(Delimiter::None, inner.to_token_stream());
        let ty: Type = syn::parse_quote!(Json<#group>);
        assert_eq!(type_to_string(&ty), "Json<Vec<u8>>");
    }
}
