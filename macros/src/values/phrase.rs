//! A text that is no name: `title = "Out of stock"`.

use darling::FromMeta;
use syn::{Lit, LitStr, Meta};

use super::{literal, value_tokens};
use crate::report::Message;

/// A text in quotes that is not empty.
#[derive(Debug, Clone)]
pub(crate) struct Phrase(pub(crate) LitStr);

impl FromMeta for Phrase {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match literal(item) {
            Some(Lit::Str(text)) if !text.value().trim().is_empty() => Ok(Self(text.clone())),
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
}
