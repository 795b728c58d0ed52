//! Options that are numbers: `memory = 1769`, `tmp = 512`, `concurrency = 8`, `schema = 2`.

use darling::FromMeta;
use gatewright_discipline::Rule;
use proc_macro2::Span;
use syn::{Lit, Meta};

use super::{literal, value_tokens};
use crate::report::Message;

/// `memory = 1769`, in MB: 128 to 10240 in steps of 1 (Lambda quotas page).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Memory(pub(crate) u32);

/// `tmp = 512`, in MB: 512 to 10240 (Lambda quotas page).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tmp(pub(crate) u32);

/// Lambda's maximum of either.
const MAX_MB: u32 = 10_240;

impl FromMeta for Memory {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        Size {
            name: "memory",
            example: 1769,
            min: 128,
            rule: Some(Rule::Memory),
            reason: "Lambda accepts 128 to 10240 MB of memory",
        }
        .read(item)
        .map(Self)
    }
}

impl FromMeta for Tmp {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        Size {
            name: "tmp",
            example: 1024,
            min: 512,
            rule: None,
            reason: "Lambda accepts 512 to 10240 MB of `/tmp`",
        }
        .read(item)
        .map(Self)
    }
}

/// An option that is a size.
struct Size {
    name: &'static str,
    example: u64,
    min: u32,
    rule: Option<Rule>,
    reason: &'static str,
}

impl Size {
    fn read(&self, item: &Meta) -> darling::Result<u32> {
        let mb = match literal(item) {
            Some(Lit::Int(number)) if number.suffix().is_empty() => {
                number.base10_parse::<i128>().unwrap_or(i128::MAX)
            }
            other => {
                let meant = other.and_then(meant).unwrap_or(self.example);
                return Err(Message::new(format!(
                    "`{}` must be a number of MB, without quotes or unit",
                    self.name
                ))
                .help(format!("{} = {meant}", self.name))
                .in_option(value_tokens(item)));
            }
        };
        match u32::try_from(mb) {
            Ok(size) if (self.min..=MAX_MB).contains(&size) => Ok(size),
            _ => {
                let name = self.name;
                let min = self.min;
                let message = Message::new(format!("`{name}` must be {min} to {MAX_MB} (MB)"))
                    .help(format!("{name} = {}", mb.clamp(min.into(), MAX_MB.into())));
                let message = match self.rule {
                    Some(rule) => message.rule(rule, self.reason),
                    None => message.note(self.reason),
                };
                Err(message.in_option(value_tokens(item)))
            }
        }
    }
}

/// The number of MB in `"1769"`, `1769MB`, `"2 GB"` or `"2GiB"`.
fn meant(literal: &Lit) -> Option<u64> {
    let text = match literal {
        Lit::Str(text) => text.value(),
        Lit::Int(number) => number.to_string(),
        _ => return None,
    };
    let digits: String = text
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '_')
        .filter(|c| *c != '_')
        .collect();
    let number: u64 = digits.parse().ok()?;
    let unit = text
        .trim_start_matches(|c: char| c.is_ascii_digit() || c == '_')
        .trim()
        .to_lowercase();
    match unit.as_str() {
        "" | "m" | "mb" | "mib" | "u32" => Some(number),
        "g" | "gb" | "gib" => number.checked_mul(1024),
        _ => None,
    }
}

/// The number of records of a batch that are handled at a time: 1 to 1000.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Concurrency {
    pub(crate) number: u16,
    /// The span of the number.
    pub(crate) span: Span,
}

/// An execution environment has 1,024 file descriptors (Lambda quotas).
const MAX_RECORDS: u16 = 1_000;

impl FromMeta for Concurrency {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let value = value_tokens(item);
        let Some(Lit::Int(literal)) = literal(item) else {
            return Err(
                Message::new("`concurrency` must be a number of records, without quotes")
                    .help("concurrency = 8")
                    .in_option(value),
            );
        };
        let number = literal.base10_parse::<i128>().unwrap_or(i128::MAX);
        match u16::try_from(number) {
            Ok(number) if (1..=MAX_RECORDS).contains(&number) => Ok(Self {
                number,
                span: literal.span(),
            }),
            _ => Err(
                Message::new(format!("`concurrency` must be 1 to {MAX_RECORDS} (records at a time)"))
                    .help(format!("concurrency = {}", number.clamp(1, MAX_RECORDS.into())))
                    .note("a function has 1024 file descriptors, and a record that waits for a service uses at least one")
                    .in_option(value),
            ),
        }
    }
}

/// The schema number of an operation's continuation tokens, from 1 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Schema(pub(crate) u32);

impl FromMeta for Schema {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        const NOTE: &str = "tokens of another schema are refused, so increase it when the meaning of the state changes";
        let number = match literal(item) {
            Some(Lit::Int(literal)) => literal.base10_parse::<u32>().ok(),
            _ => None,
        };
        match number {
            Some(number) if number > 0 => Ok(Self(number)),
            _ => Err(Message::new(format!(
                "`schema` must be a number from 1 to {}, without quotes",
                u32::MAX
            ))
            .help("schema = 2")
            .note(NOTE)
            .in_option(value_tokens(item))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn sizes_with_units_are_understood_for_the_help() {
        assert_eq!(meant(&syn::parse_quote!("1769")), Some(1769));
        assert_eq!(meant(&syn::parse_quote!("2 GB")), Some(2048));
        assert_eq!(meant(&syn::parse_quote!(512MB)), Some(512));
        assert_eq!(meant(&syn::parse_quote!("lots")), None);
        assert_eq!(meant(&syn::parse_quote!(1.5)), None);
    }
}
