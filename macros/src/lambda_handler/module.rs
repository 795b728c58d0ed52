//! An inline module whose items are nobody's business here: `#[dispatch]` reads them, and a second reading by a macro that is not
//! optimised would be felt in each compile.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Token, Visibility};

use crate::interface::INTERFACE;
use crate::module::body_with;

/// `mod shop { … }`
#[derive(Debug)]
pub(super) struct Module {
    pub(super) attrs: Vec<Attribute>,
    visibility: Visibility,
    keyword: Token![mod],
    pub(super) name: Ident,
    body: Group,
}

impl Parse for Module {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self {
            attrs: input.call(Attribute::parse_outer)?,
            visibility: input.parse()?,
            keyword: input.parse()?,
            name: input.parse()?,
            body: braces(input)?,
        })
    }
}

fn braces(input: ParseStream<'_>) -> syn::Result<Group> {
    let group: Group = input.parse()?;
    if group.delimiter() == proc_macro2::Delimiter::Brace {
        Ok(group)
    } else {
        Err(syn::Error::new(group.span_open(), "expected `{`"))
    }
}

impl Module {
    /// Whether an attribute above has left its constant here.
    pub(super) fn is_published(&self) -> bool {
        let mut tokens = self.body.stream().into_iter();
        let is = |token: Option<TokenTree>, word: &str| matches!(token, Some(TokenTree::Ident(name)) if name == word);
        loop {
            match tokens.next() {
                None => return false,
                token if is(token.clone(), "const") && is(tokens.next(), INTERFACE) => return true,
                _ => {}
            }
        }
    }

    /// The module with `items` after the user's own.
    pub(super) fn with_appended(&self, items: &[TokenStream]) -> TokenStream {
        let Self {
            attrs,
            visibility,
            keyword,
            name,
            body,
        } = self;
        let mut tokens = TokenStream::new();
        tokens.append_all(attrs);
        visibility.to_tokens(&mut tokens);
        keyword.to_tokens(&mut tokens);
        name.to_tokens(&mut tokens);
        tokens.append(body_with(body, items));
        tokens
    }
}
