//! Properties of items: their kind in words, name, attributes and visibility, and modules with items added.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::{Item, ItemMod, Path, VisRestricted, Visibility, parse_quote};

/// The kind of item with its article, for "not on a struct".
pub(crate) fn described(item: &Item) -> &'static str {
    match item {
        Item::Const(_) => "a constant",
        Item::Enum(_) => "an enum",
        Item::ExternCrate(_) => "an `extern crate`",
        Item::Fn(_) => "a function",
        Item::ForeignMod(_) => "an `extern` block",
        Item::Impl(_) => "an `impl`",
        Item::Macro(_) => "a macro",
        Item::Mod(_) => "a module",
        Item::Static(_) => "a static",
        Item::Struct(_) => "a struct",
        Item::Trait(_) | Item::TraitAlias(_) => "a trait",
        Item::Type(_) => "a type alias",
        Item::Union(_) => "a union",
        Item::Use(_) => "a `use`",
        _ => "this item",
    }
}

/// The tokens that a message about the whole item underlines: its name, or its first token if it has none.
pub(crate) fn head(item: &Item) -> TokenStream {
    match name(item) {
        Some(name) => name.to_token_stream(),
        None => item.to_token_stream().into_iter().take(1).collect(),
    }
}

fn name(item: &Item) -> Option<&Ident> {
    Some(match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Mod(item) => &item.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    })
}

/// Whether the item defines this name.
pub(crate) fn defines(item: &Item, wanted: &str) -> bool {
    name(item).is_some_and(|name| name == wanted)
}

/// The attributes of the item.
pub(crate) fn attributes_mut(item: &mut Item) -> Option<&mut Vec<syn::Attribute>> {
    Some(match item {
        Item::Const(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::ExternCrate(item) => &mut item.attrs,
        Item::Fn(item) => &mut item.attrs,
        Item::ForeignMod(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Macro(item) => &mut item.attrs,
        Item::Mod(item) => &mut item.attrs,
        Item::Static(item) => &mut item.attrs,
        Item::Struct(item) => &mut item.attrs,
        Item::Trait(item) => &mut item.attrs,
        Item::TraitAlias(item) => &mut item.attrs,
        Item::Type(item) => &mut item.attrs,
        Item::Union(item) => &mut item.attrs,
        Item::Use(item) => &mut item.attrs,
        _ => return None,
    })
}

/// The module with `items` appended to the user's own.
pub(crate) fn with_appended(module: &ItemMod, items: &[TokenStream]) -> TokenStream {
    let mut tokens: Vec<_> = module.to_token_stream().into_iter().collect();
    if let Some(TokenTree::Group(body)) = tokens.pop() {
        tokens.push(body_with(&body, items).into());
    }
    tokens.into_iter().collect()
}

/// The body of a module with `items` appended.
pub(crate) fn body_with(body: &Group, items: &[TokenStream]) -> Group {
    let mut content = body.stream();
    content.append_all(items);
    let mut group = Group::new(body.delimiter(), content);
    group.set_span(body.span());
    group
}

/// The module's visibility, as seen from inside it, so that generated items are visible wherever the module is. With `pub`, a module whose
/// value has a type private to the parent would not compile (E0446), and programs of one file look like that.
pub(crate) fn visibility_from_inside(visibility: &Visibility) -> Visibility {
    match visibility {
        Visibility::Public(_) => parse_quote!(pub),
        Visibility::Inherited => parse_quote!(pub(super)),
        Visibility::Restricted(VisRestricted { path, .. }) => {
            let path: &Path = path;
            let first = path
                .segments
                .first()
                .map(|segment| segment.ident.to_string());
            match first.as_deref() {
                Some("self") => parse_quote!(pub(super)),
                Some("super") => parse_quote!(pub(in super::#path)),
                _ => visibility.clone(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;

    #[test]
    fn generated_items_are_as_visible_as_the_module() {
        let inside = |tokens: TokenStream| {
            visibility_from_inside(&syn::parse2(tokens).unwrap())
                .to_token_stream()
                .to_string()
        };
        let spelt = |tokens: TokenStream| tokens.to_string();
        assert_eq!(inside(quote!(pub)), spelt(quote!(pub)));
        assert_eq!(inside(quote!()), spelt(quote!(pub(super))));
        assert_eq!(inside(quote!(pub(self))), spelt(quote!(pub(super))));
        assert_eq!(
            inside(quote!(pub(super))),
            spelt(quote!(pub(in super::super)))
        );
        assert_eq!(inside(quote!(pub(crate))), spelt(quote!(pub(crate))));
        assert_eq!(
            inside(quote!(pub(in crate::shop))),
            spelt(quote!(pub(in crate::shop)))
        );
    }
}
