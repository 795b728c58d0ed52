//! Options that are text: `name = "orders"`, `description = "…"`.

use darling::FromMeta;
use gatewright_tables::{limits, naming};
use syn::{Lit, LitStr, Meta};

use super::{literal, value_tokens};
use crate::report::Message;

/// A name: text that is not empty and has no white space or control characters.
#[derive(Debug, Clone)]
pub(crate) struct Name(pub(crate) LitStr);

/// The name of a Lambda function: letters, digits, `-` and `_`, at most 64 (the pattern of `FunctionName` in `CreateFunction`).
#[derive(Debug, Clone)]
pub(crate) struct FunctionName(pub(crate) LitStr);

/// A description: at most 256 characters (`Description` in `CreateFunction`).
#[derive(Debug, Clone)]
pub(crate) struct Description(pub(crate) LitStr);

/// The `source` or `detail-type` of an event: at most 256 and 128 characters (`PutEventsRequestEntry`), and not empty. It is compared as
/// a whole, so a pattern of EventBridge matches nothing.
#[derive(Debug, Clone)]
pub(crate) struct EventText(pub(crate) LitStr);

const MAX_EVENT_SOURCE: usize = 256;
const MAX_DETAIL_TYPE: usize = 128;
const MAX_FUNCTION_NAME: usize = limits::FUNCTION_NAME_CHARS;
const MAX_DESCRIPTION: usize = limits::DESCRIPTION_CHARS;

impl FromMeta for Name {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        Self::new(text(item)?).map_err(Into::into)
    }
}

impl Name {
    /// Checks the text.
    pub(crate) fn new(text: LitStr) -> syn::Result<Self> {
        let value = text.value();
        if value.is_empty() {
            return Err(Message::new("a name cannot be empty").at(text));
        }
        match value.chars().find(|c| c.is_whitespace() || c.is_control()) {
            Some(found) => Err(Message::new(format!("a name cannot contain {found:?}"))
                .help(format!("\"{}\"", joined(&value)))
                .at(text)),
            None => Ok(Self(text)),
        }
    }
}

impl FromMeta for FunctionName {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let text = text(item)?;
        let value = text.value();
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if (1..=MAX_FUNCTION_NAME).contains(&value.len()) && value.chars().all(fits) {
            return Ok(Self(text));
        }
        let mut near: String = joined(&value).replace(|c| !fits(c), "-");
        near.truncate(MAX_FUNCTION_NAME);
        let message = Message::new(format!(
            "`name` must be 1 to {MAX_FUNCTION_NAME} letters, digits, `-` or `_`"
        ));
        let message = match near.as_str() {
            "" => message,
            near => message.help(format!("name = \"{near}\"")),
        };
        Err(message
            .note("Lambda accepts no other function names")
            .in_option(text))
    }
}

impl FromMeta for EventText {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let text = text(item)?;
        let (value, name) = (text.value(), option(item));
        let every = format!("remove `{name}` to accept every value");
        let most = if name == "detail_type" {
            MAX_DETAIL_TYPE
        } else {
            MAX_EVENT_SOURCE
        };
        let length = value.chars().count();
        if !(1..=most).contains(&length) {
            return Err(Message::new(format!(
                "`{name}` must be 1 to {most} characters, not {length}"
            ))
            .help(every)
            .in_option(text));
        }
        let is_pattern = value.contains('*') || value.trim_start().starts_with(['{', '[']);
        if is_pattern || naming::is_arn(&value) {
            let found = if is_pattern { "a pattern" } else { "an ARN" };
            return Err(Message::new(format!("`{name}` takes one value, not {found}"))
                .help(format!("write the whole value, or {every}"))
                .note("values are compared as a whole; the rule in EventBridge selects the events with patterns, before they reach the function")
                .in_option(text));
        }
        Ok(Self(text))
    }
}

impl FromMeta for Description {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let text = text(item)?;
        match text.value().chars().count() {
            0..=MAX_DESCRIPTION => Ok(Self(text)),
            length => Err(Message::new(format!(
                "`description` must be at most {MAX_DESCRIPTION} characters, not {length}"
            ))
            .note("Lambda accepts no longer description")
            .in_option(text)),
        }
    }
}

/// The text of `name = "…"`.
pub(crate) fn text(item: &Meta) -> darling::Result<LitStr> {
    match literal(item) {
        Some(Lit::Str(text)) => Ok(text.clone()),
        _ => {
            let name = option(item);
            Err(Message::new(format!("`{name}` must be text in quotes"))
                .help(format!("{name} = \"…\""))
                .in_option(value_tokens(item)))
        }
    }
}

fn joined(text: &str) -> String {
    let words: Vec<_> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join("-")
}

/// A text in quotes that is not empty.
#[derive(Debug, Clone)]
pub(crate) struct Phrase(pub(crate) LitStr);

impl FromMeta for Phrase {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match literal(item) {
            Some(Lit::Str(text)) if !text.value().trim().is_empty() => Ok(Self(text.clone())),
            _ => {
                let name = option(item);
                Err(Message::new(format!("`{name}` must be text in quotes"))
                    .help(format!("{name} = \"…\""))
                    .in_option(value_tokens(item)))
            }
        }
    }
}

/// Letters, digits and `_`, not starting with a digit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VariableName(pub(crate) String);

impl FromMeta for VariableName {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let text = text(item)?;
        let value = text.value();
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let begins_well = value.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if begins_well && value.chars().all(fits) {
            return Ok(Self(value));
        }
        let near = value.trim().to_uppercase().replace(|c| !fits(c), "_");
        let near = near.trim_start_matches(|c: char| c.is_ascii_digit());
        let near = if near.is_empty() { "TABLE_NAME" } else { near };
        Err(Message::new(
            "an environment variable's name must be letters, digits and `_`, and cannot start with a digit",
        )
        .help(format!("{} = \"{near}\"", option(item)))
        .note("Lambda accepts no other names")
        .in_option(text))
    }
}

/// `env = "ORDERS_QUEUE"`: the environment variable with the name of a resource.
#[derive(Debug, Clone)]
pub(crate) struct ResourceVariable(pub(crate) LitStr);

impl FromMeta for ResourceVariable {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let text = text(item)?;
        let value = text.value();
        if naming::is_arn(&value) || naming::is_url(&value) {
            return Err(Message::new(
                "`env` takes the name of an environment variable, not its value",
            )
            .help("env = \"QUEUE_NAME\"")
            .note("the value is a name, an ARN or a URL, and may differ between stages")
            .in_option(text));
        }
        VariableName::from_meta(item)?;
        Ok(Self(text))
    }
}

/// The name of the option.
fn option(item: &Meta) -> String {
    item.path()
        .get_ident()
        .map_or_else(String::new, ToString::to_string)
}
