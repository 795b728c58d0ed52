//! Names of resources in settings. They are names, not ARNs: accounts and regions differ between stages, so a template takes each ARN as a
//! parameter.

use gatewright_tables::naming::{self, Flaw, Naming};

use super::{Property, Settings, Takes};
use crate::report::Message;

/// Accepts every text.
fn whatever(_: &str) -> Option<Message> {
    None
}

/// Refuses the name of a layer.
pub(crate) fn refuse_layer(value: &str) -> Option<Message> {
    refuse(&naming::LAYER, value)
}

/// Refuses the name of a log group.
pub(crate) fn refuse_log_group(value: &str) -> Option<Message> {
    if value.starts_with("aws/") {
        return Some(
            Message::new("the name of a log group cannot begin with `aws/`")
                .help(format!("log_group = \"/{value}\"")),
        );
    }
    refuse(&naming::LOG_GROUP, value)
}

/// Refuses the name of an environment variable that a function's configuration cannot set.
pub(crate) fn refuse_variable(value: &str) -> Option<Message> {
    if naming::RESERVED_VARIABLES.contains(&value) {
        return Some(
            Message::new(format!("Lambda sets `{value}` itself"))
                .help("remove it from the list")
                .note("the list has the variables that the deployment has to set"),
        );
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_name = value.len() >= 2
        && value.starts_with(|c: char| c.is_ascii_alphabetic())
        && value.chars().all(fits);
    if is_name {
        return None;
    }
    let near = value.trim().to_uppercase().replace(|c| !fits(c), "_");
    let near = near.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let near = if near.len() < 2 { "STAGE" } else { near };
    Some(
        Message::new("an environment variable's name must be at least two letters, digits or `_`, and begin with a letter")
            .help(format!("\"{near}\""))
            .note("Lambda accepts no other names"),
    )
}

/// Refuses a text that is not a name of such a resource.
pub(super) fn refuse(naming: &Naming, value: &str) -> Option<Message> {
    let (found, name) = if naming::is_arn(value) {
        ("an ARN", naming.in_arn(value))
    } else if naming::is_url(value) {
        ("a URL", naming.in_url(value))
    } else {
        let message = match naming.flaw(value)? {
            Flaw::Empty => Message::new("a name cannot be empty"),
            Flaw::Character(found) => {
                let allowed = naming.punctuation.unwrap_or_default();
                let fits = |c: char| c.is_ascii_alphanumeric() || allowed.contains(c);
                let near = value.trim().replace(|c| !fits(c), "-");
                let message = Message::new(format!("this name cannot contain {found:?}"));
                if naming.flaw(&near).is_none() {
                    message.help(format!("\"{near}\""))
                } else {
                    message
                }
            }
            Flaw::Length(length) => {
                let (least, most) = naming.length;
                Message::new(format!(
                    "this name must be {least} to {most} characters, not {length}"
                ))
            }
            Flaw::Reserved => Message::new(format!("no such resource is called `{value}`")),
        };
        return Some(message.note(naming.rule));
    };
    let message = Message::new(format!("expected a name, found {found}"));
    let message = match name {
        Some(name) => message.help(format!("\"{name}\"")),
        None => message.help("write the name alone"),
    };
    Some(message.note(
        "accounts and regions differ between stages, so a template takes the ARN as a parameter",
    ))
}

/// The types of receivers, with the names that their service allows.
const TYPES: &[(&str, &Naming)] = &[
    ("SQS", &naming::QUEUE),
    ("SNS", &naming::TOPIC),
    ("Lambda", &naming::FUNCTION),
    ("EventBridge", &naming::EVENT_BUS),
    ("S3", &naming::BUCKET),
    ("Kafka", &naming::KAFKA_TOPIC),
];

/// The settings of a receiver of one of these types.
pub(super) fn target(types: &'static [&'static str]) -> [Property; 2] {
    [
        Property::new(
            "type",
            "type = \"SQS\"",
            &["kind", "service", "destination_type"],
            Takes::Word(types),
            "",
        )
        .required(),
        Property::new(
            "name",
            "name = \"failed\"",
            &[
                "arn",
                "target_arn",
                "destination",
                "resource",
                "queue",
                "queue_name",
                "topic",
                "topic_name",
            ],
            Takes::Text(whatever),
            "",
        )
        .required(),
    ]
}

/// Checks that the name is one of the type's, and that the receiver is not FIFO.
pub(super) fn check_target(target: &Settings) -> syn::Result<()> {
    let (Some(kind), Some(name)) = (target.text("type"), target.get("name")) else {
        return Ok(());
    };
    let value = target.text("name").unwrap_or_default();
    let naming = TYPES.iter().find(|(word, _)| *word == kind);
    let refusal = naming.and_then(|(_, naming)| refuse(naming, &value));
    let is_fifo = matches!(kind.as_str(), "SQS" | "SNS") && value.ends_with(".fifo");
    let refusal = refusal.or_else(|| {
        let stem = value.trim_end_matches(".fifo");
        is_fifo.then(|| {
            Message::new(format!(
                "`{value}` is FIFO, and failed work needs a standard queue or topic"
            ))
            .help(format!("name = \"{stem}\""))
            .note("Lambda and EventBridge send only to standard queues and topics")
        })
    });
    match refusal {
        Some(message) => Err(message.at(&name.value_at)),
        None => Ok(()),
    }
}
