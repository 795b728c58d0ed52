//! What a message may repeat of an invocation's input.
//!
//! An event may be 6 MB, and may hold what no log must hold. Messages therefore repeat no value of a payload, and names only up to a
//! bound.

use std::fmt::{self, Write as _};

/// The longest name in a message, in characters.
const NAME_CHARS: usize = 32;

/// The longest value of a text field in a message, in characters: enough to recognise `many` in place of a number.
const VALUE_CHARS: usize = 8;

/// The longest message about an input, in bytes. The text of a user's `Deserialize` is repeated up to here.
const MESSAGE_BYTES: usize = 1_024;

/// A text of an input, as a message shows it: cut after some characters.
#[derive(Clone, Copy)]
pub(crate) struct Cut<'a> {
    text: &'a str,
    chars: usize,
}

impl<'a> Cut<'a> {
    /// The name of an operation, a path or a parameter.
    pub(crate) const fn name(text: &'a str) -> Self {
        let chars = NAME_CHARS;
        Self { text, chars }
    }

    /// The value of a parameter.
    pub(crate) const fn value(text: &'a str) -> Self {
        let chars = VALUE_CHARS;
        Self { text, chars }
    }
}

impl fmt::Display for Cut<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text.char_indices().nth(self.chars) {
            None => f.write_str(self.text),
            Some((end, _)) => write!(f, "{}…", &self.text[..end]),
        }
    }
}

/// Returns the part of `text` that has at most so many bytes.
pub(crate) fn within(text: &str, bytes: usize) -> &str {
    // `str::floor_char_boundary` is newer than the oldest supported compiler.
    let end = (0..=bytes.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or_default()]
}

/// The beginnings of serde's messages that repeat a value, and what follows the value.
const OF_SERDE: [(&str, Repeats); 4] = [
    ("invalid type: ", Repeats::Unexpected),
    ("invalid value: ", Repeats::Unexpected),
    ("unknown variant `", Repeats::Value),
    ("unknown field `", Repeats::Name),
];

#[derive(Clone, Copy)]
enum Repeats {
    /// The kind of the value, and then the value in quotes or backticks.
    Unexpected,
    /// A value, in backticks.
    Value,
    /// The name of a member, in backticks.
    Name,
}

/// Returns a message about an input without the values that serde repeats, cut at a bound.
///
/// serde's errors are text, so this reads them: ``invalid type: string "4111 1111", expected u32`` becomes
/// `invalid type: string, expected u32`. It looks at bytes, because the searches of `str` are kilobytes of code in every function.
pub(crate) fn without_values(message: &str) -> String {
    let mut out = String::new();
    let mut rest = message;
    while let Some((at, repeats)) = next_value(rest) {
        let (before, after) = rest.split_at(at);
        rest = match repeats {
            Repeats::Unexpected => {
                let (kind, after) = after_unexpected(after);
                out.push_str(before);
                out.push_str(kind);
                after
            }
            Repeats::Value => {
                out.push_str(&before[..before.len() - " `".len()]);
                after_backtick(after).1
            }
            Repeats::Name => {
                let (name, after) = after_backtick(after);
                // Writing into a string does not fail.
                let _ = write!(out, "{before}{}`", Cut::name(name));
                after
            }
        };
        if out.len() > MESSAGE_BYTES {
            break;
        }
    }
    // A character beyond the bound, so that the message is cut below.
    out.push_str(within(rest, MESSAGE_BYTES + 4));
    if out.len() > MESSAGE_BYTES {
        out.truncate(within(&out, MESSAGE_BYTES).len());
        out.push('…');
    }
    out
}

/// Returns where the next value begins, if that is not beyond the bound.
fn next_value(text: &str) -> Option<(usize, Repeats)> {
    (0..text.len().min(MESSAGE_BYTES)).find_map(|at| {
        let (marker, repeats) = OF_SERDE
            .iter()
            .find(|(marker, _)| is_at(text, at, marker))?;
        Some((at + marker.len(), *repeats))
    })
}

fn is_at(text: &str, at: usize, wanted: &str) -> bool {
    text.as_bytes()[at..].starts_with(wanted.as_bytes())
}

/// Splits serde's `Unexpected` into the kind of a value, and what follows the value.
fn after_unexpected(text: &str) -> (&str, &str) {
    if let Some(value) = text.strip_prefix("string \"") {
        let mut is_escaped = false;
        let end = value.bytes().position(|byte| {
            let ends = byte == b'"' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            ends
        });
        return ("string", end.map_or("", |end| &value[end + 1..]));
    }
    for kind in ["boolean", "integer", "floating point", "character"] {
        let value = text
            .strip_prefix(kind)
            .and_then(|text| text.strip_prefix(" `"));
        if let Some(value) = value {
            // The character itself may be a backtick.
            let mut bytes = value.bytes().enumerate().skip(1);
            let end = bytes.find(|(_, byte)| *byte == b'`');
            return (kind, end.map_or("", |(end, _)| &value[end + 1..]));
        }
    }
    ("", text)
}

/// Splits the rest of a message after an opening backtick into the text in backticks and the rest. The text is the caller's and may
/// have backticks too. The names that serde lists after it are those of a type.
fn after_backtick(text: &str) -> (&str, &str) {
    let ends = ["`, expected ", "`, there are no "];
    let is_end = |at: &usize| ends.iter().any(|end| is_at(text, *at, end));
    match (0..text.len()).rev().find(is_end) {
        Some(end) => (&text[..end], &text[end + 1..]),
        None => (text, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::{Value, json};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its errors matter")]
    struct Card {
        number: Option<u32>,
        name: Option<String>,
        network: Option<Network>,
        holder: Option<()>,
        initial: Option<std::num::NonZeroU8>,
    }

    #[derive(Debug, Deserialize)]
    enum Network {
        Visa,
        Amex,
    }

    fn message(value: &Value) -> String {
        let error = serde_json::from_str::<Card>(&value.to_string()).unwrap_err();
        without_values(&error.to_string())
    }

    #[test]
    fn values_are_left_out() {
        for (value, expected) in [
            (
                json!({"number": "4111 1111 1111 1111"}),
                "invalid type: string, expected u32",
            ),
            (
                json!({"number": "a \" `, expected \\"}),
                "invalid type: string, expected u32",
            ),
            (
                json!({"name": 4_111_111_111_111_111_u64}),
                "invalid type: integer, expected a string",
            ),
            (
                json!({"name": 4.25}),
                "invalid type: floating point, expected a string",
            ),
            (
                json!({"name": true}),
                "invalid type: boolean, expected a string",
            ),
            (
                json!({"holder": [1, 2]}),
                "invalid type: sequence, expected unit",
            ),
            (
                json!({"initial": 0}),
                "invalid value: integer, expected a nonzero u8",
            ),
            (
                json!({"network": "4111 `, expected `1111"}),
                "unknown variant, expected `Visa` or `Amex`",
            ),
        ] {
            let found = message(&value);
            assert!(
                found.starts_with(expected) && found[expected.len()..].starts_with(" at line 1"),
                "{found}"
            );
        }
    }

    #[test]
    fn name_of_a_member_is_cut() {
        assert!(
            message(&json!({"numbr": 1})).starts_with("unknown field `numbr`, expected one of")
        );
        let long = message(&json!({"n".repeat(6_000_000): 1}));
        let cut = format!("unknown field `{}…`, expected one of", "n".repeat(32));
        assert!(long.starts_with(&cut), "{long}");
    }

    #[test]
    fn text_around_the_value_is_kept() {
        assert_eq!(
            without_values(
                "payload: invalid type: character `\u{60}`, expected u8 and invalid value: string \"\", expected x"
            ),
            "payload: invalid type: character, expected u8 and invalid value: string, expected x"
        );
        assert_eq!(
            without_values("the key must be even"),
            "the key must be even"
        );
    }

    #[test]
    fn unfinished_value_is_left_out() {
        assert_eq!(
            without_values("invalid type: string \"4111"),
            "invalid type: string"
        );
        assert_eq!(without_values("unknown variant `4111"), "unknown variant");
    }

    #[test]
    fn message_has_a_bound() {
        let long = without_values(&"ä".repeat(6_000_000));
        assert_eq!(long, format!("{}…", "ä".repeat(512)));
        let repeated = without_values(&"invalid type: map ".repeat(1_000));
        assert!(repeated.len() < 1_100, "{}", repeated.len());
    }

    #[test]
    fn cut_text_ends_with_an_ellipsis() {
        assert_eq!(Cut::value("many").to_string(), "many");
        assert_eq!(Cut::value("4111 1111 1111").to_string(), "4111 111…");
        assert_eq!(
            Cut::name(&"ö".repeat(40)).to_string(),
            format!("{}…", "ö".repeat(32))
        );
    }
}
