//! Options that are numbers: `memory = 1769`, `tmp = 512`, `concurrency = 8`, `schema = 2`.

use std::ops::RangeInclusive;

use darling::FromMeta;
use gatewright_discipline::Rule;
use gatewright_tables::limits;
use proc_macro2::Span;
use syn::{Lit, Meta};

use super::{literal, value_tokens};
use crate::report::Message;

/// `memory = 1769`, in steps of 1 MB. Only concurrent mode has more than `MEMORY_MAX_MB`, which is checked where the mode is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    /// MB.
    pub(crate) mb: u32,
    /// Its position.
    pub(crate) at: Span,
}

/// `tmp = 512`, in MB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tmp(pub(crate) u32);

/// The range of the memory, for messages. A test compares it with the table of limits.
pub(crate) const MEMORY_RANGE: &str = "Lambda accepts 128 to 10240 MB of memory, and up to 32768 MB on Managed Instances (concurrent mode); the API reference names 32768 without this condition";

/// The range of `/tmp`, for messages. A test compares it with the table of limits.
const TMP_RANGE: &str = "Lambda accepts 512 to 10240 MB of `/tmp`; 32768 MB need an `AcceleratorConfig`, which is not an option of this attribute";

impl FromMeta for Memory {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        Size {
            name: "memory",
            example: limits::MEMORY_PER_VCPU_MB,
            range: limits::MEMORY_MIN_MB..=limits::MEMORY_MAX_MANAGED_MB,
            shown_max: limits::MEMORY_MAX_MB,
            more: ", or to 32768 in concurrent mode",
            rule: Some(Rule::Memory),
            reason: MEMORY_RANGE,
        }
        .read(item)
        .map(|mb| Self {
            mb,
            at: literal(item).map_or_else(Span::call_site, Lit::span),
        })
    }
}

impl FromMeta for Tmp {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        Size {
            name: "tmp",
            example: 2 * limits::TMP_MIN_MB,
            range: limits::TMP_MIN_MB..=limits::TMP_MAX_MB,
            shown_max: limits::TMP_MAX_MB,
            more: "",
            rule: None,
            reason: TMP_RANGE,
        }
        .read(item)
        .map(Self)
    }
}

/// An option that is a size.
struct Size {
    name: &'static str,
    example: u32,
    range: RangeInclusive<u32>,
    /// The maximum that the help offers.
    shown_max: u32,
    /// What the headline says about a larger maximum.
    more: &'static str,
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
                let meant = other.and_then(meant).unwrap_or(self.example.into());
                return Err(Message::new(format!(
                    "`{}` must be a number of MB, without quotes or unit",
                    self.name
                ))
                .help(format!("{} = {meant}", self.name))
                .in_option(value_tokens(item)));
            }
        };
        match u32::try_from(mb) {
            Ok(size) if self.range.contains(&size) => Ok(size),
            _ => {
                let (name, more, max) = (self.name, self.more, self.shown_max);
                let min = *self.range.start();
                let message = Message::new(format!("`{name}` must be {min} to {max} (MB){more}"))
                    .help(format!("{name} = {}", mb.clamp(min.into(), max.into())));
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

/// Somewhat fewer than an execution environment's file descriptors.
const MAX_RECORDS: u16 = 1_000;
const _: () = assert!((MAX_RECORDS as u32) < limits::FILE_DESCRIPTORS);

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
                    .note(format!(
                        "a function has {} file descriptors, and a record that waits for a service uses at least one",
                        limits::FILE_DESCRIPTORS
                    ))
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
    use gatewright_tables::limits::{
        MEMORY_MAX_MANAGED_MB, MEMORY_MAX_MB, MEMORY_MIN_MB, TMP_MAX_ACCELERATED_MB, TMP_MAX_MB,
        TMP_MIN_MB,
    };

    use super::{MEMORY_RANGE, TMP_RANGE, meant};

    #[test]
    fn messages_name_the_limits_of_the_table() {
        let memory = format!("{MEMORY_MIN_MB} to {MEMORY_MAX_MB} MB");
        assert!(MEMORY_RANGE.contains(&memory), "{memory}");
        assert!(MEMORY_RANGE.contains(&MEMORY_MAX_MANAGED_MB.to_string()));
        let tmp = format!("{TMP_MIN_MB} to {TMP_MAX_MB} MB");
        assert!(TMP_RANGE.contains(&tmp), "{tmp}");
        assert!(TMP_RANGE.contains(&TMP_MAX_ACCELERATED_MB.to_string()));
    }

    #[test]
    fn sizes_with_units_are_understood_for_the_help() {
        assert_eq!(meant(&syn::parse_quote!("1769")), Some(1769));
        assert_eq!(meant(&syn::parse_quote!("2 GB")), Some(2048));
        assert_eq!(meant(&syn::parse_quote!(512MB)), Some(512));
        assert_eq!(meant(&syn::parse_quote!("lots")), None);
        assert_eq!(meant(&syn::parse_quote!(1.5)), None);
    }
}
