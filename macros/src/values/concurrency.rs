//! `concurrency = 8`.

use darling::FromMeta;
use proc_macro2::Span;
use syn::{Lit, Meta};

use super::{literal, value_tokens};
use crate::report::Message;

/// How many records of a batch are handled at a time: 1 to 1000.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Concurrency {
    pub(crate) number: u16,
    /// Where the number stands.
    pub(crate) span: Span,
}

/// An execution environment has 1,024 file descriptors (Lambda quotas).
const MAX: u16 = 1_000;

impl FromMeta for Concurrency {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let value = value_tokens(item);
        let Some(Lit::Int(literal)) = literal(item) else {
            return Err(
                Message::new("`concurrency` is a number of records, without quotes")
                    .help("concurrency = 8")
                    .in_option(value),
            );
        };
        let number = literal.base10_parse::<i128>().unwrap_or(i128::MAX);
        match u16::try_from(number) {
            Ok(number) if (1..=MAX).contains(&number) => Ok(Self {
                number,
                span: literal.span(),
            }),
            _ => Err(
                Message::new(format!("`concurrency` must be 1 to {MAX} (records at a time)"))
                    .help(format!("concurrency = {}", number.clamp(1, MAX.into())))
                    .note("Lambda gives a function 1024 file descriptors, and a record that waits for a service holds one or more")
                    .in_option(value),
            ),
        }
    }
}
