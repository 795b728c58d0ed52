//! Reads the attributes of an item.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Lit, Meta, Path, Token, parse_quote};

/// Whether the attribute is written `name`, `gatewright::name` or with any other path that ends in it.
pub(crate) fn is_named(attribute: &Attribute, name: &str) -> bool {
    ends_in(attribute.path(), name)
}

/// Whether the last segment of the path is `name`.
pub(crate) fn ends_in(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|last| last.ident == name)
}

/// The attributes inside a `#[cfg_attr(…, …)]`; none for any other attribute.
pub(crate) fn conditional(attribute: &Attribute) -> Vec<Meta> {
    let Meta::List(list) = &attribute.meta else {
        return Vec::new();
    };
    if !attribute.path().is_ident("cfg_attr") {
        return Vec::new();
    }
    let parser = Punctuated::<Meta, Token![,]>::parse_terminated;
    let metas = list.parse_args_with(parser).unwrap_or_default();
    metas.into_iter().skip(1).collect()
}

/// Whether one of the attributes has this name.
pub(crate) fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| is_named(attribute, name))
}

/// The `#[cfg(…)]` attributes. Generated items carry them, so that they exist exactly when the user's item does.
pub(crate) fn cfgs(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .cloned()
        .collect()
}

/// The `#[cfg(…)]` and `#[allow(…)]` attributes, which an item generated beside the user's item shares with it.
pub(crate) fn shared(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg") || attribute.path().is_ident("allow"))
        .cloned()
        .collect()
}

/// The text of the documentation comment, line by line, without the space after `///`.
/// `#[doc = include_str!(…)]` is not a literal yet when a macro sees it, and is left out.
pub(crate) fn documentation(attributes: &[Attribute]) -> String {
    let lines: Vec<String> = attributes.iter().filter_map(doc_line).collect();
    lines.join("\n").trim().to_owned()
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    let Expr::Lit(literal) = &pair.value else {
        return None;
    };
    let Lit::Str(text) = &literal.lit else {
        return None;
    };
    let text = text.value();
    attribute
        .path()
        .is_ident("doc")
        .then(|| text.strip_prefix(' ').unwrap_or(&text).to_owned())
}

/// Rebuilds an attribute whose macro is running, with its arguments: `#[name]` or `#[name(args)]`.
pub(crate) fn rebuilt(name: &str, args: TokenStream) -> Attribute {
    let name = Ident::new(name, Span::call_site());
    if args.is_empty() {
        return parse_quote!(#[#name]);
    }
    let args = Group::new(Delimiter::Parenthesis, args);
    parse_quote!(#[#name #args])
}
