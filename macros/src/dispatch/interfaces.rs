//! `interfaces(orders::api, users::api)`.

use darling::FromMeta;
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Meta, Path, PathArguments, PathSegment, Token};

use crate::options::pieces;
use crate::report::Message;

/// The paths of other `#[dispatch]` modules, as written: from where the attribute stands.
#[derive(Debug, Default)]
pub(super) struct Interfaces(pub(super) Vec<Path>);

impl FromMeta for Interfaces {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let Meta::List(list) = item else {
            return Err(form().in_option(item));
        };
        let mut paths: Vec<Path> = Vec::new();
        let mut errors = Vec::new();
        for piece in pieces::split(list.tokens.clone()) {
            match read(&piece) {
                Ok(path) if paths.contains(&path) => {
                    let text = written(&path);
                    errors.push(
                        Message::new(format!("`{text}` is merged already"))
                            .help("name it once")
                            .in_option(piece),
                    );
                }
                Ok(path) => paths.push(path),
                Err(error) => errors.push(error),
            }
        }
        if paths.is_empty() && errors.is_empty() {
            return Err(form().in_option(item));
        }
        if errors.is_empty() {
            Ok(Self(paths))
        } else {
            Err(darling::Error::multiple(errors))
        }
    }
}

fn form() -> Message {
    Message::new("`interfaces` takes the paths of `#[dispatch]` modules")
        .help("interfaces(orders::api, users::api)")
}

fn read(piece: &TokenStream) -> darling::Result<Path> {
    let Ok(path) = syn::parse2::<Path>(piece.clone()) else {
        return Err(form().in_option(piece));
    };
    match path.segments.last() {
        Some(last) if last.ident == "INTERFACE" => {
            let mut module = path.clone();
            module.segments.pop();
            Err(
                Message::new("`interfaces` takes the module, whose `INTERFACE` it finds itself")
                    .help(written(&without_last_colons(module)))
                    .in_option(piece),
            )
        }
        _ if path
            .segments
            .iter()
            .any(|segment| !matches!(segment.arguments, PathArguments::None)) =>
        {
            Err(form().in_option(piece))
        }
        _ => Ok(path),
    }
}

fn without_last_colons(mut path: Path) -> Path {
    path.segments = path
        .segments
        .into_iter()
        .collect::<Punctuated<_, Token![::]>>();
    path
}

fn written(path: &Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}

/// The path as it has to be written one module further down.
pub(super) fn from_within(path: &Path) -> Path {
    let mut path = path.clone();
    let Some(first) = path.segments.first_mut() else {
        return path;
    };
    let above = |span: Span| Ident::new("super", span);
    if first.ident == "self" {
        first.ident = above(first.ident.span());
    } else if first.ident == "super" {
        let one_more = PathSegment::from(above(first.ident.span()));
        path.segments.insert(0, one_more);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_are_told_from_the_parent() {
        let within = |path: Path| written(&from_within(&path));
        assert_eq!(within(syn::parse_quote!(orders::api)), "orders::api");
        assert_eq!(within(syn::parse_quote!(self::orders)), "super::orders");
        assert_eq!(
            within(syn::parse_quote!(super::orders)),
            "super::super::orders"
        );
        assert_eq!(within(syn::parse_quote!(crate::orders)), "crate::orders");
        assert_eq!(within(syn::parse_quote!(::orders::api)), "::orders::api");
    }
}
