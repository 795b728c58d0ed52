//! `#[sqs("orders", concurrency = 8)]` and the other sources whose events are batches of records.

use darling::FromMeta;
use gatewright_tables::{Arguments, EventSource, ResourceName};
use proc_macro2::TokenStream;
use syn::{Attribute, LitStr, Meta};

use super::source::{Source, given};
use crate::options::{self, Known, Options, pieces};
use crate::report::{Errors, Message};
use crate::values::{Concurrency, Switch};

const CONCURRENCY: Known = Known {
    name: "concurrency",
    form: "concurrency = 8",
    also: &[
        "concurrent",
        "parallel",
        "parallelism",
        "parallelization_factor",
        "max_concurrency",
    ],
};

/// The options of a source that cannot be told which records failed.
#[derive(FromMeta)]
struct Concurrent {
    concurrency: Option<darling::Result<Concurrency>>,
}

impl Options for Concurrent {
    const ATTRIBUTE: &'static str = "mq";
    const KNOWN: &'static [Known] = &[CONCURRENCY];
}

/// The options of a source that reads which records failed, if its mapping says so.
#[derive(FromMeta)]
struct BatchOptions {
    concurrency: Option<darling::Result<Concurrency>>,
    report_batch_item_failures: Option<darling::Result<Switch>>,
}

impl Options for BatchOptions {
    const ATTRIBUTE: &'static str = "sqs";
    const KNOWN: &'static [Known] = &[
        CONCURRENCY,
        Known {
            name: "report_batch_item_failures",
            form: "report_batch_item_failures = false",
            also: &[
                "report_failures",
                "partial",
                "partial_failures",
                "partial_batch_response",
                "function_response_types",
            ],
        },
    ];
}

pub(super) fn read(
    source: &'static EventSource,
    resource: ResourceName,
    attribute: &Attribute,
) -> syn::Result<Source> {
    let form = Message::new(format!(
        "`#[{}]` takes nothing, or a name in quotes, and options",
        source.attribute
    ))
    .help(source.example);
    let Some(arguments) = given(attribute, &form)? else {
        return Ok(Source::unnamed(source));
    };
    let mut pieces = pieces::split(arguments);
    let is_option =
        |piece: &TokenStream| matches!(syn::parse2(piece.clone()), Ok(Meta::NameValue(_)));
    let named = match pieces.first() {
        Some(first) if is_option(first) => None,
        Some(first) => {
            let name: LitStr = syn::parse2(first.clone()).map_err(|_| form.at(first))?;
            pieces.remove(0);
            Some(Source::named(source, resource, name))
        }
        None => return Err(form.at(&attribute.meta)),
    };
    let mut errors = Errors::default();
    let named = named.and_then(|named| errors.take(named));
    let shown = format!("#[{}]", source.attribute);
    let (concurrency, reports) = match source.arguments {
        Arguments::NameAndBatchOptions(_) => {
            let BatchOptions {
                concurrency,
                report_batch_item_failures,
            } = options::read_pieces(&shown, pieces, &mut errors);
            let reports = report_batch_item_failures.and_then(|reports| errors.take(reports));
            (concurrency, reports)
        }
        _ => {
            let Concurrent { concurrency } = options::read_pieces(&shown, pieces, &mut errors);
            (concurrency, None)
        }
    };
    let concurrency = concurrency.and_then(|concurrency| errors.take(concurrency));
    errors.into_result()?;
    let source = named.unwrap_or_else(|| Source::unnamed(source));
    Ok(Source {
        concurrency,
        fails_whole: reports == Some(Switch(false)),
        ..source
    })
}
