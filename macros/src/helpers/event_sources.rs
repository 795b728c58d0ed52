//! `#[sns]`, `#[sns("orders")]` and the other attributes of [`gatewright_tables::SOURCES`].

use darling::FromMeta;
use gatewright_tables::{Arguments, EventSource, ResourceName, SOURCES};
use syn::{Attribute, LitStr};

use super::source::{Source, given, take_name, with_name};
use super::{Helper, Key, eventbridge, mapping, records};
use crate::options::{self, Known, Options, pieces};
use crate::report::{Errors, Message};
use crate::values::ResourceVariable;

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
    let is_resource = matches!(name, ResourceName::Resource(_));
    let form = Message::new(format!(
        "`#[{}]` takes nothing, or a name in quotes{}",
        source.attribute,
        if is_resource { ", and options" } else { "" }
    ))
    .help(source.example);
    let Some(arguments) = given(attribute, &form)? else {
        return Ok(Source::unnamed(source));
    };
    if !is_resource {
        let literal: LitStr =
            syn::parse2(arguments.clone()).map_err(|_| not_a_name(source, &form).at(arguments))?;
        return Source::named(source, name, literal);
    }
    let mut pieces = pieces::split(arguments);
    if pieces.is_empty() {
        return Err(form.at(&attribute.meta));
    }
    let written = take_name(&mut pieces, &form)?;
    let mut errors = Errors::default();
    let shown = format!("#[{}]", source.attribute);
    let (Named { env }, settings) =
        options::read_with_settings(&shown, pieces, mapping::of(source), &mut errors);
    let source = with_name(source, name, written, env, settings, &mut errors);
    errors.into_result()?;
    Ok(source)
}

/// The message for arguments that are not a name, where no stage has another name.
fn not_a_name(source: &EventSource, form: &Message) -> Message {
    form.clone().note(format!(
        "the name of a {} is part of the code's contract and is the same in every stage, so it is not read from the environment",
        source.resource
    ))
}

/// The option of a source that takes a name alone.
#[derive(FromMeta)]
struct Named {
    env: Option<darling::Result<ResourceVariable>>,
}

impl Options for Named {
    const ATTRIBUTE: &'static str = "sns";
    const KNOWN: &'static [Known] = &[records::ENV];
}
