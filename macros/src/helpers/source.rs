//! The event source of a handler, as its attribute says it.

use gatewright_tables::{EventSource, ResourceName, SourceKind};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Attribute, LitStr, Meta};

use super::{arguments, mapping, resource};
use crate::report::{Errors, Message};
use crate::settings::Settings;
use crate::values::{Concurrency, ResourceVariable};

/// An event source and the name that its events have to ask for.
#[derive(Debug)]
pub(crate) struct Source {
    /// The attribute's name; the runtime's constant is the same in capitals.
    pub(crate) attribute: &'static str,
    /// The kind of its handlers.
    pub(crate) kind: SourceKind,
    /// The name in the table; empty is every name.
    pub(crate) name: String,
    /// The environment variable that has the name, in INIT.
    pub(crate) variable: Option<String>,
    /// The tokens that a message about the name underlines: the arguments, where there are any.
    pub(crate) written: Option<TokenStream>,
    /// How many records are handled at a time; `None` is one.
    pub(crate) concurrency: Option<Concurrency>,
    /// Whether a record that fails fails the invocation, because the service does not read which ones failed.
    pub(crate) fails_whole: bool,
    /// What its attribute says about the deployment.
    pub(crate) settings: Settings,
}

impl Source {
    /// The source of an attribute that names no resource.
    pub(super) fn unnamed(source: &'static EventSource) -> Self {
        Self {
            attribute: source.attribute,
            kind: source.kind,
            name: String::new(),
            variable: None,
            written: None,
            concurrency: None,
            fails_whole: false,
            settings: Settings::default(),
        }
    }

    /// The source of an attribute with the name in this literal.
    pub(super) fn named(
        source: &'static EventSource,
        name: ResourceName,
        literal: LitStr,
    ) -> syn::Result<Self> {
        let literal = resource::name(source, name, literal)?;
        Ok(Self {
            name: resource::key(name, &literal.value()),
            written: Some(literal.to_token_stream()),
            ..Self::unnamed(source)
        })
    }

    /// The source of an attribute with `env = "…"`.
    pub(super) fn in_variable(source: &'static EventSource, variable: &ResourceVariable) -> Self {
        let literal = &variable.0;
        Self {
            variable: Some(literal.value()),
            written: Some(literal.to_token_stream()),
            ..Self::unnamed(source)
        }
    }

    /// The runtime's constant.
    pub(crate) fn constant(&self, private: &TokenStream) -> TokenStream {
        let name = Ident::new(&self.attribute.to_uppercase(), Span::call_site());
        quote!(#private::#name)
    }

    /// The attribute as the user wrote it.
    pub(crate) fn described(&self) -> String {
        match &self.written {
            Some(written) if self.variable.is_some() => {
                format!("`#[{}(env = {written})]`", self.attribute)
            }
            Some(written) => format!("`#[{}({written})]`", self.attribute),
            None => format!("`#[{}]`", self.attribute),
        }
    }
}

/// Reads a name in quotes at the front of these arguments, if there is one, and removes it.
pub(super) fn take_name(
    pieces: &mut Vec<TokenStream>,
    form: &Message,
) -> syn::Result<Option<LitStr>> {
    let is_option = |piece: &TokenStream| {
        matches!(
            syn::parse2(piece.clone()),
            Ok(Meta::NameValue(_) | Meta::List(_))
        )
    };
    match pieces.first() {
        Some(first) if is_option(first) => Ok(None),
        Some(first) => {
            let name: LitStr = syn::parse2(first.clone()).map_err(|_| form.clone().at(first))?;
            pieces.remove(0);
            Ok(Some(name))
        }
        None => Ok(None),
    }
}

/// The source with the name that is written, or that is in a variable, and with its settings.
pub(super) fn with_name(
    source: &'static EventSource,
    kind: ResourceName,
    name: Option<LitStr>,
    variable: Option<darling::Result<ResourceVariable>>,
    settings: Settings,
    errors: &mut Errors,
) -> Source {
    let variable = variable.and_then(|variable| errors.take(variable));
    mapping::check(source, name.as_ref(), &settings, errors);
    let is_named = name.is_some();
    let named = name.and_then(|name| errors.take(Source::named(source, kind, name)));
    if let (true, Some(variable)) = (is_named, &variable) {
        errors.push(
            Message::new(format!(
                "`#[{}]` takes a name or `env`, not both",
                source.attribute
            ))
            .help(format!(
                "#[{}(env = {})], or the name alone",
                source.attribute,
                variable.0.to_token_stream()
            ))
            .note("the name in the variable is read once, in INIT")
            .at(&variable.0),
        );
    }
    let named = match (named, variable) {
        (Some(named), _) => named,
        (None, Some(variable)) => Source::in_variable(source, &variable),
        (None, None) => Source::unnamed(source),
    };
    Source { settings, ..named }
}

/// The tokens between the parentheses, if there are any.
pub(super) fn given(attribute: &Attribute, form: &Message) -> syn::Result<Option<TokenStream>> {
    match &attribute.meta {
        Meta::NameValue(_) => Err(form.clone().at(&attribute.meta)),
        _ => Ok(arguments(attribute).filter(|tokens| !tokens.is_empty())),
    }
}
