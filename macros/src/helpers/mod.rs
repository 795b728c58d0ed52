//! The attributes that make functions of a `#[dispatch]` module handlers.
//!
//! Those of event sources come from the list in `gatewright-tables`.

mod event_sources;
mod eventbridge;
mod key;
mod mapping;
mod misplaced;
mod operation;
mod records;
mod resource;
mod route;
mod source;

use std::sync::LazyLock;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Item, Meta};

pub(crate) use self::key::{Key, Method};
pub(crate) use self::misplaced::misplaced;
pub(crate) use self::source::Source;
use crate::{around, attributes, idempotent, item};

/// One helper attribute.
#[derive(Debug)]
pub(crate) struct Helper {
    /// Its name.
    pub(crate) name: &'static str,
    /// How it is written, with likely arguments.
    pub(crate) form: &'static str,
    /// The signature that it expects below it; `NAME` stands for the function's name.
    signature: &'static str,
    /// Reads its arguments.
    read: fn(&Helper, &Attribute) -> syn::Result<Key>,
}

/// Every helper attribute.
pub(crate) static HELPERS: LazyLock<Vec<Helper>> = LazyLock::new(|| {
    let mut helpers = vec![
        operation::HELPER,
        route::reading("get", "#[get(\"/orders/{id}\")]"),
        route::writing("post", "#[post(\"/orders\")]"),
        route::writing("put", "#[put(\"/orders/{id}\")]"),
        route::writing("patch", "#[patch(\"/orders/{id}\")]"),
        route::reading("delete", "#[delete(\"/orders/{id}\")]"),
        route::reading("head", "#[head(\"/orders/{id}\")]"),
        route::reading("options", "#[options(\"/orders\")]"),
        route::reading("any", "#[any(\"/{rest+}\")]"),
    ];
    helpers.extend(event_sources::helpers());
    helpers
});

impl Helper {
    /// The helper that this attribute is.
    pub(crate) fn of(attribute: &Attribute) -> Option<&'static Self> {
        HELPERS
            .iter()
            .find(|helper| attributes::is_named(attribute, helper.name))
    }

    /// The helper that is called so.
    fn named(name: &str) -> &'static Self {
        HELPERS
            .iter()
            .find(|helper| helper.name == name)
            .expect("every helper attribute that is exported is in the table")
    }

    /// Reads the attribute: the events that the function below it answers.
    pub(crate) fn read(&self, attribute: &Attribute) -> syn::Result<Key> {
        (self.read)(self, attribute)
    }

    /// The whole expected form, for a function of this name.
    pub(crate) fn expected(&self, function: &str) -> String {
        format!(
            "{}\n{}",
            self.form,
            self.signature.replace("NAME", function)
        )
    }
}

/// An item that an attribute of ours refuses, without its helper attributes: they would report the same again.
pub(crate) fn taken_off(mut item: Item) -> TokenStream {
    if let Some(attrs) = item::attributes_mut(&mut item) {
        attrs.retain(|attribute| Helper::of(attribute).is_none());
        idempotent::taken_off(attrs);
        around::taken_off(attrs);
    }
    item.into_token_stream()
}

/// Whether one of the attributes is a helper.
pub(crate) fn stands_on(attrs: &[Attribute]) -> bool {
    attrs
        .iter()
        .any(|attribute| Helper::of(attribute).is_some())
}

/// The tokens between the attribute's parentheses; none if it has no parentheses.
fn arguments(attribute: &Attribute) -> Option<TokenStream> {
    match &attribute.meta {
        Meta::List(list) => Some(list.tokens.clone()),
        Meta::Path(_) | Meta::NameValue(_) => None,
    }
}
