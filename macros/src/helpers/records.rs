//! `#[sqs("orders", concurrency = 8)]` and the other sources whose events are batches of records.

use darling::FromMeta;
use proc_macro2::TokenStream;
use syn::{Attribute, LitStr, Meta};

use super::source::{self, given, named};
use super::{Helper, Key};
use crate::options::{self, Known, Options, pieces};
use crate::report::{Errors, Message};
use crate::values::{Concurrency, Switch};

const SIGNATURE: &str = "pub async fn NAME(order: Message<Order>) -> Result<(), Error>";

pub(super) const SQS: Helper = Helper {
    name: "sqs",
    form: "#[sqs(\"orders\", concurrency = 8)]",
    signature: SIGNATURE,
    read,
};
pub(super) const KINESIS: Helper = Helper {
    name: "kinesis",
    form: "#[kinesis(\"orders\", concurrency = 8)]",
    ..SQS
};
pub(super) const DYNAMODB: Helper = Helper {
    name: "dynamodb",
    form: "#[dynamodb(\"orders\", concurrency = 8)]",
    signature: "pub async fn NAME(change: DynamoDb<Order>) -> Result<(), Error>",
    ..SQS
};
pub(super) const KAFKA: Helper = Helper {
    name: "kafka",
    form: "#[kafka(\"orders\", concurrency = 8)]",
    ..SQS
};

/// What may follow the name.
#[derive(FromMeta)]
struct Args {
    concurrency: Option<darling::Result<Concurrency>>,
    report_batch_item_failures: Option<darling::Result<Switch>>,
}

impl Options for Args {
    const ATTRIBUTE: &'static str = "sqs";
    const KNOWN: &'static [Known] = &[
        Known {
            name: "concurrency",
            form: "concurrency = 8",
            also: &[
                "concurrent",
                "parallel",
                "parallelism",
                "parallelization_factor",
                "max_concurrency",
            ],
        },
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

fn read(helper: &Helper, attribute: &Attribute) -> syn::Result<Key> {
    let form = Message::new(format!(
        "`#[{}]` takes nothing, or a name in quotes, and options",
        helper.name
    ))
    .help(helper.form);
    let Some(arguments) = given(attribute, &form)? else {
        return Ok(Key::Source(source::nameless(helper)));
    };
    let mut pieces = pieces::split(arguments);
    let is_option =
        |piece: &TokenStream| matches!(syn::parse2(piece.clone()), Ok(Meta::NameValue(_)));
    let name = match pieces.first() {
        Some(first) if is_option(first) => None,
        Some(first) => {
            let name: LitStr = syn::parse2(first.clone()).map_err(|_| form.at(first))?;
            pieces.remove(0);
            Some(named(helper, name))
        }
        None => return Err(form.at(&attribute.meta)),
    };
    let mut errors = Errors::default();
    let name = name.and_then(|name| errors.take(name));
    let shown = format!("#[{}]", helper.name);
    let Args {
        concurrency,
        report_batch_item_failures,
    } = options::read_pieces(&shown, pieces, &mut errors);
    let concurrency = concurrency.and_then(|concurrency| errors.take(concurrency));
    let reports = report_batch_item_failures.and_then(|reports| errors.take(reports));
    errors.into_result()?;
    let source = name.unwrap_or_else(|| source::nameless(helper));
    Ok(Key::Source(source::Source {
        concurrency,
        fails_whole: reports == Some(Switch(false)),
        ..source
    }))
}
