//! `#[eventbridge(source = "…", detail_type = "…")]`.

use darling::FromMeta;
use gatewright_tables::EventSource;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Meta};

use super::mapping;
use super::source::{Source, given};
use crate::options::{self, Known, Options, pieces};
use crate::report::{Errors, Message};
use crate::values::EventText;

#[derive(FromMeta)]
struct Args {
    source: Option<darling::Result<EventText>>,
    detail_type: Option<darling::Result<EventText>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "eventbridge";
    const KNOWN: &'static [Known] = &[
        Known {
            name: "source",
            form: "source = \"shop.orders\"",
            also: &["sources", "from"],
        },
        Known {
            name: "detail_type",
            form: "detail_type = \"OrderPlaced\"",
            also: &["detail-type", "type", "kind"],
        },
    ];
}

pub(super) fn read(
    event_source: &'static EventSource,
    attribute: &Attribute,
) -> syn::Result<Source> {
    let form =
        Message::new("`#[eventbridge]` takes nothing, or `source`, `detail_type` and options")
            .help(event_source.example);
    let Some(arguments) = given(attribute, &form)? else {
        return Ok(Source::unnamed(event_source));
    };
    let mut errors = Errors::default();
    let (variables, pieces): (Vec<_>, Vec<_>) = pieces::split(arguments)
        .into_iter()
        .partition(|piece| is_named(piece, &["env"]));
    for piece in variables {
        errors.push(
            Message::new("`#[eventbridge]` takes no `env`: an event does not name its bus")
                .help("event_bus_name = \"orders\"")
                .note("the rule that invokes the function belongs to one bus, and its pattern selects the events")
                .at(piece),
        );
    }
    let names = ["source", "detail_type"];
    let written = pieces.iter().filter(|piece| is_named(piece, &names));
    let written = quote!(#(#written),*);
    let (options, settings) = options::read_with_settings(
        "#[eventbridge]",
        pieces,
        mapping::of(event_source),
        &mut errors,
    );
    let Args {
        source,
        detail_type,
    } = options;
    let source = source.and_then(|source| errors.take(source));
    let detail_type = detail_type.and_then(|detail_type| errors.take(detail_type));
    mapping::check(event_source, None, &settings, &mut errors);
    errors.into_result()?;
    let unnamed = Source {
        settings,
        ..Source::unnamed(event_source)
    };
    if written.is_empty() {
        return Ok(unnamed);
    }
    let part = |text: Option<EventText>| text.map_or_else(|| "*".to_owned(), |text| text.0.value());
    // As the runtime's `source/eventbridge.rs` puts an event's name together.
    let name = format!("{} / {}", part(source), part(detail_type));
    Ok(Source {
        name,
        written: Some(written),
        ..unnamed
    })
}

/// Whether an argument is an option with one of these names.
fn is_named(piece: &TokenStream, names: &[&str]) -> bool {
    matches!(syn::parse2(piece.clone()), Ok(Meta::NameValue(pair)) if names.iter().any(|name| pair.path.is_ident(name)))
}
