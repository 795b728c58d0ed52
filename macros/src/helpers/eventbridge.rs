//! `#[eventbridge(source = "…", detail_type = "…")]`.

use darling::FromMeta;
use gatewright_tables::EventSource;
use proc_macro2::TokenStream;
use syn::{Attribute, Meta};

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
    let form = Message::new("`#[eventbridge]` takes nothing, or `source` and `detail_type`")
        .help(event_source.example);
    let Some(arguments) = given(attribute, &form)? else {
        return Ok(Source::unnamed(event_source));
    };
    let mut errors = Errors::default();
    let (of_bus, pieces): (Vec<_>, Vec<_>) = pieces::split(arguments.clone())
        .into_iter()
        .partition(names_bus);
    for piece in of_bus {
        errors.push(
            Message::new("`#[eventbridge]` cannot match the bus: an event does not name it")
                .help(event_source.example)
                .note("the rule that invokes the function belongs to one bus, and its pattern selects the events")
                .at(piece),
        );
    }
    let Args {
        source,
        detail_type,
    } = options::read_pieces("#[eventbridge]", pieces, &mut errors);
    let source = source.and_then(|source| errors.take(source));
    let detail_type = detail_type.and_then(|detail_type| errors.take(detail_type));
    errors.into_result()?;
    let part = |text: Option<EventText>| text.map_or_else(|| "*".to_owned(), |text| text.0.value());
    // As the runtime's `source/eventbridge.rs` puts an event's name together.
    let name = format!("{} / {}", part(source), part(detail_type));
    Ok(Source {
        name,
        written: Some(arguments),
        ..Source::unnamed(event_source)
    })
}

/// Whether an argument names the bus, or a variable with its name.
fn names_bus(piece: &TokenStream) -> bool {
    let names = ["bus", "event_bus", "event_bus_name", "bus_name", "env"];
    matches!(syn::parse2(piece.clone()), Ok(Meta::NameValue(pair)) if names.iter().any(|name| pair.path.is_ident(name)))
}
