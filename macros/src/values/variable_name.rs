//! The name of an environment variable: `name = "TABLE_NAME"`.

use darling::FromMeta;
use syn::Meta;

use super::text;
use crate::report::Message;

/// Letters, digits and `_`, and no digit at the beginning.
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
            "an environment variable's name is letters, digits and `_`, and begins with no digit",
        )
        .help(format!("name = \"{near}\""))
        .note("this is what Lambda takes for one")
        .in_option(text))
    }
}
