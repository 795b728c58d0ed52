//! The names of queues, topics and so on that an event is compared with. They are not ARNs, and hold no character that the
//! service does not allow in them.

use gatewright_tables::{EventSource, ResourceName};
use syn::LitStr;

use crate::report::Message;
use crate::values::Name;

/// The literal, or why it is not a name that this source can have.
pub(super) fn name(
    source: &EventSource,
    kind: ResourceName,
    literal: LitStr,
) -> syn::Result<LitStr> {
    let name = Name::new(literal)?.0;
    let value = name.value();
    if value.starts_with("arn:") {
        return Err(whole_arn(source, kind, &value).at(name));
    }
    let refusal = match kind {
        ResourceName::Of { punctuation, .. } => foreign_character(source, punctuation, &value),
        ResourceName::Field => not_a_field(source, &value),
        ResourceName::Any | ResourceName::NotInArn | ResourceName::CognitoTrigger => None,
    };
    match refusal {
        Some(message) => Err(message.at(name)),
        None => Ok(name),
    }
}

/// The handler's name in the table.
pub(super) fn key(kind: ResourceName, name: &str) -> String {
    match kind {
        // As `source/cognito.rs` of the runtime puts an event's name together. `PreSignUp` is every occasion of the trigger.
        ResourceName::CognitoTrigger if !name.contains('_') => format!("{name}_*"),
        _ => name.to_owned(),
    }
}

fn whole_arn(source: &EventSource, kind: ResourceName, arn: &str) -> Message {
    let (attribute, resource) = (source.attribute, source.resource);
    let meant = match kind {
        ResourceName::Of {
            in_arn: (marker, slashes),
            ..
        } => arn
            .split_once(marker)
            .and_then(|(_, rest)| rest.splitn(slashes + 1, '/').nth(slashes))
            .map(|name| name.trim_end_matches(":*")),
        ResourceName::NotInArn => None,
        // The part behind the first `/`, as in `stream/orders` and `table/orders/stream/…`, or else the last `:`.
        _ => arn.split('/').nth(1).or(arn.rsplit(':').next()),
    };
    Message::new(format!("`#[{attribute}]` takes a name, not a whole ARN"))
        .help(format!("#[{attribute}(\"{}\")]", meant.unwrap_or("orders")))
        .note(format!(
            "events are matched by the name of the {resource}: accounts and regions differ between stages"
        ))
}

/// The message for a name with a character that the service allows in none, such as the `*` of a pattern.
fn foreign_character(source: &EventSource, punctuation: &str, name: &str) -> Option<Message> {
    let found = name
        .chars()
        .find(|c| !c.is_ascii_alphanumeric() && !punctuation.contains(*c))?;
    let (attribute, resource) = (source.attribute, source.resource);
    Some(
        Message::new(format!("the name of a {resource} cannot contain {found:?}"))
            .help(format!(
                "write the whole name, or no name for every other {resource}: #[{attribute}]"
            ))
            .note(format!(
                "a name consists of letters, digits and `{punctuation}`, and is compared as a whole"
            )),
    )
}

fn not_a_field(source: &EventSource, name: &str) -> Option<Message> {
    let parts = name.split('.').filter(|part| !part.is_empty()).count();
    (parts != 2).then(|| {
        Message::new("`#[appsync]` takes a type and a field of the schema").help(source.example)
    })
}
