//! The options `record` and `metrics = "Shop"`.

use darling::FromMeta;
use gatewright_tables::metrics::{self, NameFault};
use syn::{Lit, LitStr, Meta};

use super::{literal, value_tokens};
use crate::metric;
use crate::report::Message;

/// `record`, without a value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record;

impl FromMeta for Record {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match item {
            Meta::Path(_) => Ok(Self),
            _ => Err(Message::new("`record` takes no value")
                .help("#[lambda_handler(record)]")
                .note("without it, an invocation has no record")
                .in_option(value_tokens(item))),
        }
    }
}

/// `metrics = "Shop"`, or `metrics` with the namespace of the environment.
#[derive(Debug, Clone)]
pub(crate) struct Metrics(pub(crate) Option<LitStr>);

impl FromMeta for Metrics {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        if let Meta::Path(_) = item {
            return Ok(Self(None));
        }
        let Some(Lit::Str(namespace)) = literal(item) else {
            return Err(Message::new("`metrics` must be a namespace in quotes")
                .help("metrics = \"Shop\"")
                .note("`metrics` alone takes the namespace from the environment variable POWERTOOLS_METRICS_NAMESPACE")
                .in_option(value_tokens(item)));
        };
        let value = namespace.value();
        let Some(fault) = metrics::namespace(&value) else {
            return Ok(Self(Some(namespace.clone())));
        };
        let allowed = "letters, digits, spaces and `.-_/#:`";
        let said = metric::fault(fault, &value, allowed);
        let message = Message::new(format!("the namespace of metrics must {said}"));
        Err(match near(fault, &value) {
            Some(near) => message.help(format!("metrics = \"{near}\"")),
            None => message.help("metrics = \"Shop\""),
        }
        .note("CloudWatch discards metrics of another namespace")
        .in_option(namespace))
    }
}

/// Returns the namespace that was probably meant.
fn near(fault: NameFault, namespace: &str) -> Option<String> {
    let near = match fault {
        NameFault::Empty | NameFault::TooLong(_) => return None,
        NameFault::Character(_) => namespace.replace(|c: char| !metrics::is_of_namespace(c), "-"),
        NameFault::Colon => namespace.trim_start_matches(':').to_owned(),
        NameFault::OfAws => namespace.trim_start_matches("AWS/").to_owned(),
    };
    metrics::namespace(&near).is_none().then_some(near)
}
