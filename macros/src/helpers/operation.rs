//! `#[operation]` and `#[operation("name")]`.

use syn::{Attribute, LitStr, Meta};

use super::{Helper, Key, arguments};
use crate::report::Message;
use crate::values::Name;

pub(super) const HELPER: Helper = Helper {
    name: "operation",
    form: "#[operation]",
    signature: "pub async fn NAME(job: Job) -> Result<Report, Error>",
    read,
};

fn read(_: &Helper, attribute: &Attribute) -> syn::Result<Key> {
    let form = || {
        Message::new("`#[operation]` takes nothing, or a name in quotes")
            .help("#[operation(\"orders.reindex\")]")
    };
    if let Meta::NameValue(_) = &attribute.meta {
        return Err(form().at(&attribute.meta));
    }
    let Some(arguments) = arguments(attribute).filter(|tokens| !tokens.is_empty()) else {
        return Ok(Key::Operation(None));
    };
    let literal: LitStr = syn::parse2(arguments.clone()).map_err(|_| form().at(arguments))?;
    Ok(Key::Operation(Some(Name::new(literal)?)))
}
