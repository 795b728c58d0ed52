//! `#[sqs("orders", concurrency = 8)]` and the other sources whose events are batches of records.

use darling::FromMeta;
use gatewright_tables::{Arguments, EventSource, ResourceName};
use syn::Attribute;

use super::mapping;
use super::source::{Source, given, take_name, with_name};
use crate::options::{self, Known, Options, pieces};
use crate::report::{Errors, Message};
use crate::values::{Concurrency, ResourceVariable, Switch};

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

/// The option that every resource takes.
pub(super) const ENV: Known = Known {
    name: "env",
    form: "env = \"QUEUE_NAME\"",
    also: &["variable", "env_var", "environment", "name_from_env"],
};

/// The options of a source that cannot be told which records failed.
#[derive(FromMeta)]
struct Concurrent {
    env: Option<darling::Result<ResourceVariable>>,
    concurrency: Option<darling::Result<Concurrency>>,
}

impl Options for Concurrent {
    const ATTRIBUTE: &'static str = "mq";
    const KNOWN: &'static [Known] = &[ENV, CONCURRENCY];
}

/// The options of a source that reads which records failed, if its mapping says so.
#[derive(FromMeta)]
struct BatchOptions {
    env: Option<darling::Result<ResourceVariable>>,
    concurrency: Option<darling::Result<Concurrency>>,
    report_batch_item_failures: Option<darling::Result<Switch>>,
}

impl Options for BatchOptions {
    const ATTRIBUTE: &'static str = "sqs";
    const KNOWN: &'static [Known] = &[
        ENV,
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
    if pieces.is_empty() {
        return Err(form.at(&attribute.meta));
    }
    let name = take_name(&mut pieces, &form)?;
    let mut errors = Errors::default();
    let shown = format!("#[{}]", source.attribute);
    let settings = mapping::of(source);
    let (env, concurrency, reports, settings) = match source.arguments {
        Arguments::NameAndBatchOptions(_) => {
            let (options, settings) =
                options::read_with_settings(&shown, pieces, settings, &mut errors);
            let BatchOptions {
                env,
                concurrency,
                report_batch_item_failures,
            } = options;
            let reports = report_batch_item_failures.and_then(|reports| errors.take(reports));
            (env, concurrency, reports, settings)
        }
        _ => {
            let (options, settings) =
                options::read_with_settings(&shown, pieces, settings, &mut errors);
            let Concurrent { env, concurrency } = options;
            (env, concurrency, None, settings)
        }
    };
    let concurrency = concurrency.and_then(|concurrency| errors.take(concurrency));
    let source = with_name(source, resource, name, env, settings, &mut errors);
    errors.into_result()?;
    Ok(Source {
        concurrency,
        fails_whole: reports == Some(Switch(false)),
        ..source
    })
}
