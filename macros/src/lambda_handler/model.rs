//! A Lambda function: a handler, or a module of them.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, ItemFn, Token, Visibility};

use super::args::Settings;
use crate::handler::{Handler, INTERFACE};
use crate::item::body_with;

/// The input of `expand`.
#[derive(Debug)]
pub(super) struct LambdaHandler {
    pub(super) settings: Settings,
    pub(super) target: Target,
}

/// The item under the attribute.
#[derive(Debug)]
pub(super) enum Target {
    /// A module with an `INTERFACE`, or with a `#[dispatch]` below that adds one.
    Module(Box<Module>),
    /// A function without its handler attribute. The handler is missing if something is wrong with it.
    Function(Box<ItemFn>, Option<Box<Handler>>),
}

/// An inline module, `mod shop { … }`, whose items are not parsed: `#[dispatch]` parses them, and a second pass by a macro that is not
/// optimised would slow down each compile.
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
    if group.delimiter() == Delimiter::Brace {
        Ok(group)
    } else {
        Err(syn::Error::new(group.span_open(), "expected `{`"))
    }
}

impl Module {
    /// Whether a `#[dispatch]` above has added its constant.
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

    /// The items.
    pub(super) fn body(&self) -> TokenStream {
        self.body.stream()
    }

    /// The module with `items` appended.
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
