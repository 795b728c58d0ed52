//! `#[eventbridge(source = "…", detail_type = "…")]`.

use darling::FromMeta;
use gatewright_tables::EventSource;
use syn::Attribute;

use super::source::{Source, given};
use crate::options::{self, Known, Options};
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
    let Args {
        source,
        detail_type,
    } = options::read(arguments.clone(), &mut errors);
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
