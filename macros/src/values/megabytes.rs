//! Sizes in MB: `memory = 1769`, `tmp = 512`.

use darling::FromMeta;
use gatewright_discipline::Rule;
use syn::{Lit, Meta};

use super::{literal, value_tokens};
use crate::report::Message;

/// `memory = 1769`, in MB: 128 to 10240 in steps of 1 (Lambda quotas page).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Memory(pub(crate) u32);

/// `tmp = 512`, in MB: 512 to 10240 (Lambda quotas page).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tmp(pub(crate) u32);

/// The most of either that Lambda gives.
const MAX: u32 = 10_240;

impl FromMeta for Memory {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        Size {
            name: "memory",
            example: 1769,
            min: 128,
            rule: Some(Rule::Memory),
            reason: "Lambda gives a function 128 to 10240 MB of memory",
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
            reason: "Lambda gives a function 512 to 10240 MB of /tmp",
        }
        .read(item)
        .map(Self)
    }
}

/// What is told apart between the options.
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
                    "`{}` is a number of MB, without quotes or unit",
                    self.name
                ))
                .help(format!("{} = {meant}", self.name))
                .in_option(value_tokens(item)));
            }
        };
        match u32::try_from(mb) {
            Ok(size) if (self.min..=MAX).contains(&size) => Ok(size),
            _ => {
                let name = self.name;
                let min = self.min;
                let message = Message::new(format!("`{name}` must be {min} to {MAX} (MB)"))
                    .help(format!("{name} = {}", mb.clamp(min.into(), MAX.into())));
                let message = match self.rule {
                    Some(rule) => message.rule(rule, self.reason),
                    None => message.note(self.reason),
                };
                Err(message.in_option(value_tokens(item)))
            }
        }
    }
}

/// The MB that `"1769"`, `1769MB`, `"2 GB"` or `"2GiB"` mean.
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

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn a_size_with_a_unit_is_understood_for_the_message() {
        assert_eq!(meant(&syn::parse_quote!("1769")), Some(1769));
        assert_eq!(meant(&syn::parse_quote!("2 GB")), Some(2048));
        assert_eq!(meant(&syn::parse_quote!(512MB)), Some(512));
        assert_eq!(meant(&syn::parse_quote!("lots")), None);
        assert_eq!(meant(&syn::parse_quote!(1.5)), None);
    }
}
