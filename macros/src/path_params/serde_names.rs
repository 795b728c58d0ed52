//! Serde's name for a field: `#[serde(rename = "…", rename_all = "…")]`, as far as deserialising is concerned.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, LitStr, Token};

use crate::names;

/// The serde options of the struct.
#[derive(Default)]
pub(super) struct Container {
    rename_all: Option<String>,
    opaque: Option<TokenStream>,
}

/// The serde options of one field.
#[derive(Default)]
pub(super) struct Renames {
    rename: Option<String>,
    pub(super) is_skipped: bool,
    pub(super) flatten: Option<TokenStream>,
}

impl Container {
    pub(super) fn of(attributes: &[Attribute]) -> Self {
        let mut container = Self::default();
        each_option(attributes, |meta| {
            if meta.path.is_ident("rename_all") {
                container.rename_all = for_reading(meta)?.or(container.rename_all.take());
            } else if ["from", "try_from", "remote"]
                .iter()
                .any(|name| meta.path.is_ident(name))
            {
                container.opaque = Some(meta.path.to_token_stream());
                skip(meta)?;
            } else {
                skip(meta)?;
            }
            Ok(())
        });
        container
    }

    /// The option that makes serde ignore the fields, if there is one.
    pub(super) fn is_opaque(&self) -> Option<&TokenStream> {
        self.opaque.as_ref()
    }

    pub(super) fn name_of(&self, field: &Ident, renames: &Renames) -> String {
        match (&renames.rename, &self.rename_all) {
            (Some(name), _) => name.clone(),
            (None, Some(rule)) => renamed(&names::plain(field), rule),
            (None, None) => names::plain(field),
        }
    }
}

impl Renames {
    pub(super) fn of(attributes: &[Attribute]) -> Self {
        let mut renames = Self::default();
        each_option(attributes, |meta| {
            if meta.path.is_ident("rename") {
                renames.rename = for_reading(meta)?.or(renames.rename.take());
            } else if meta.path.is_ident("skip") || meta.path.is_ident("skip_deserializing") {
                renames.is_skipped = true;
            } else if meta.path.is_ident("flatten") {
                renames.flatten = Some(meta.path.to_token_stream());
            } else {
                skip(meta)?;
            }
            Ok(())
        });
        renames
    }
}

/// Visits each option of each `#[serde(…)]`. Invalid options are reported by serde's own derive.
fn each_option(
    attributes: &[Attribute],
    mut visit: impl FnMut(&ParseNestedMeta<'_>) -> syn::Result<()>,
) {
    for attribute in attributes {
        if attribute.path().is_ident("serde") {
            let _ = attribute.parse_nested_meta(|meta| visit(&meta));
        }
    }
}

/// `= "name"`, or `(serialize = "…", deserialize = "name")`.
fn for_reading(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<String>> {
    if meta.input.peek(Token![=]) {
        return Ok(Some(meta.value()?.parse::<LitStr>()?.value()));
    }
    let mut name = None;
    meta.parse_nested_meta(|inner| {
        let value = inner.value()?.parse::<LitStr>()?.value();
        if inner.path.is_ident("deserialize") {
            name = Some(value);
        }
        Ok(())
    })?;
    Ok(name)
}

/// Skips the value of an option that does not change names.
fn skip(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<syn::Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        let content;
        syn::parenthesized!(content in meta.input);
        content.parse::<TokenStream>()?;
    }
    Ok(())
}

/// The name of a field under one of serde's rules, which split it at underscores.
fn renamed(field: &str, rule: &str) -> String {
    let words = || field.split('_').filter(|word| !word.is_empty());
    let capitalised = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    match rule {
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => field.to_ascii_uppercase(),
        "PascalCase" => words().map(capitalised).collect(),
        "camelCase" => {
            let pascal: String = words().map(capitalised).collect();
            let mut letters = pascal.chars();
            let first = letters.next().map(|first| first.to_ascii_lowercase());
            first.into_iter().chain(letters).collect()
        }
        "kebab-case" => field.replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => field.to_ascii_uppercase().replace('_', "-"),
        // `lowercase` and `snake_case` leave fields as they are. Serde reports an unknown rule.
        _ => field.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_renamed_as_serde_does() {
        for (rule, expected) in [
            ("lowercase", "order_id"),
            ("UPPERCASE", "ORDER_ID"),
            ("PascalCase", "OrderId"),
            ("camelCase", "orderId"),
            ("snake_case", "order_id"),
            ("SCREAMING_SNAKE_CASE", "ORDER_ID"),
            ("kebab-case", "order-id"),
            ("SCREAMING-KEBAB-CASE", "ORDER-ID"),
        ] {
            assert_eq!(renamed("order_id", rule), expected);
        }
    }
}
