//! `#[sns]`, `#[sns("orders")]` and the other attributes of [`gatewright_tables::SOURCES`].

use gatewright_tables::{Arguments, EventSource, ResourceName, SOURCES};
use syn::{Attribute, LitStr};

use super::source::{Source, given};
use super::{Helper, Key, eventbridge, records};
use crate::report::Message;

/// The helper attributes of all event sources.
pub(super) fn helpers() -> impl Iterator<Item = Helper> {
    SOURCES.iter().map(|source| Helper {
        name: source.attribute,
        form: source.example,
        signature: source.signature,
        read,
    })
}

fn read(helper: &Helper, attribute: &Attribute) -> syn::Result<Key> {
    let source = SOURCES
        .iter()
        .find(|source| source.attribute == helper.name)
        .expect("the helper was made from this list");
    let read = match source.arguments {
        Arguments::None => nothing(source, attribute),
        Arguments::Name(name) => one_name(source, name, attribute),
        Arguments::NameAndConcurrency(name) | Arguments::NameAndBatchOptions(name) => {
            records::read(source, name, attribute)
        }
        Arguments::EventPattern => eventbridge::read(source, attribute),
    };
    read.map(Key::Source)
}

fn nothing(source: &'static EventSource, attribute: &Attribute) -> syn::Result<Source> {
    let form =
        Message::new(format!("`#[{}]` takes no arguments", source.attribute)).help(source.example);
    match given(attribute, &form)? {
        None => Ok(Source::unnamed(source)),
        Some(arguments) => Err(form.at(arguments)),
    }
}

fn one_name(
    source: &'static EventSource,
    name: ResourceName,
    attribute: &Attribute,
) -> syn::Result<Source> {
    let form = Message::new(format!(
        "`#[{}]` takes nothing, or a name in quotes",
        source.attribute
    ))
    .help(source.example);
    let Some(arguments) = given(attribute, &form)? else {
        return Ok(Source::unnamed(source));
    };
    let literal: LitStr = syn::parse2(arguments.clone()).map_err(|_| form.at(arguments))?;
    Source::named(source, name, literal)
}
