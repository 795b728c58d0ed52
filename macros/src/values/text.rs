//! Texts: `name = "orders"`, `description = "…"`.

use darling::FromMeta;
use syn::{Lit, LitStr, Meta};

use super::{literal, value_tokens};
use crate::report::Message;

/// A name: a text that is not empty and has no white space or control character in it.
#[derive(Debug, Clone)]
pub(crate) struct Name(pub(crate) LitStr);

/// The name of a Lambda function: letters, digits, `-` and `_`, at most 64 (the pattern of `FunctionName` in `CreateFunction`).
#[derive(Debug, Clone)]
pub(crate) struct FunctionName(pub(crate) LitStr);

/// A description: at most 256 characters (`Description` in `CreateFunction`).
#[derive(Debug, Clone)]
pub(crate) struct Description(pub(crate) LitStr);

/// The `source` or `detail-type` of an event: at most 256 characters, and not empty.
#[derive(Debug, Clone)]
pub(crate) struct EventText(pub(crate) LitStr);

const MAX_EVENT_TEXT: usize = 256;
const MAX_FUNCTION_NAME: usize = 64;
const MAX_DESCRIPTION: usize = 256;

impl FromMeta for Name {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        Self::new(text(item)?).map_err(Into::into)
    }
}

impl Name {
    /// The text as a name, or why it is none.
    pub(crate) fn new(text: LitStr) -> syn::Result<Self> {
        let value = text.value();
        if value.is_empty() {
            return Err(Message::new("a name must not be empty").at(text));
        }
        match value.chars().find(|c| c.is_whitespace() || c.is_control()) {
            Some(found) => Err(
                Message::new(format!("a name must not have {found:?} in it"))
                    .help(format!("\"{}\"", joined(&value)))
                    .at(text),
            ),
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
        let message = Message::new("`name` must be 1 to 64 letters, digits, `-` or `_`");
        let message = match near.as_str() {
            "" => message,
            near => message.help(format!("name = \"{near}\"")),
        };
        Err(message
            .note("this is what Lambda takes for a function's name")
            .in_option(text))
    }
}

impl FromMeta for EventText {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let text = text(item)?;
        match text.value().chars().count() {
            1..=MAX_EVENT_TEXT => Ok(Self(text)),
            length => Err(
                Message::new(format!("this must be 1 to 256 characters, not {length}"))
                    .help("leave the option out to take every value")
                    .in_option(text),
            ),
        }
    }
}

impl FromMeta for Description {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let text = text(item)?;
        match text.value().chars().count() {
            0..=MAX_DESCRIPTION => Ok(Self(text)),
            length => Err(Message::new(format!(
                "`description` must be at most 256 characters, not {length}"
            ))
            .note("this is what Lambda takes for a function's description")
            .in_option(text)),
        }
    }
}

/// The text of `name = "…"`.
pub(crate) fn text(item: &Meta) -> darling::Result<LitStr> {
    match literal(item) {
        Some(Lit::Str(text)) => Ok(text.clone()),
        _ => {
            let name = item
                .path()
                .get_ident()
                .map_or_else(String::new, ToString::to_string);
            Err(Message::new(format!("`{name}` is a text in quotes"))
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
