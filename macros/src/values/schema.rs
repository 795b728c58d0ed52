//! `schema = 2`.

use darling::FromMeta;
use syn::{Lit, Meta};

use super::{literal, value_tokens};
use crate::report::Message;

/// Which meaning the state of an operation's continuations has: a number from 1 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Schema(pub(crate) u32);

impl FromMeta for Schema {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        const NOTE: &str = "a token of another schema is refused, so count it up when the state changes its meaning";
        let number = match literal(item) {
            Some(Lit::Int(literal)) => literal.base10_parse::<u32>().ok(),
            _ => None,
        };
        match number {
            Some(number) if number > 0 => Ok(Self(number)),
            _ => Err(Message::new(format!(
                "`schema` is a number from 1 to {}, without quotes",
                u32::MAX
            ))
            .help("schema = 2")
            .note(NOTE)
            .in_option(value_tokens(item))),
        }
    }
}
