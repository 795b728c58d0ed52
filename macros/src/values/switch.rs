//! `main = false`.

use darling::FromMeta;
use syn::{Lit, Meta};

use super::{literal, value_tokens};
use crate::report::Message;

/// `true` or `false`, written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Switch(pub(crate) bool);

impl FromMeta for Switch {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match literal(item) {
            Some(Lit::Bool(value)) => Ok(Self(value.value)),
            _ => {
                let name = item
                    .path()
                    .get_ident()
                    .map_or_else(String::new, ToString::to_string);
                Err(
                    Message::new(format!("`{name}` is `true` or `false`, without quotes"))
                        .help(format!("{name} = false"))
                        .in_option(value_tokens(item)),
                )
            }
        }
    }
}
