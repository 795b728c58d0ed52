//! JSON values that borrow from the event: strings, members of objects, and objects of strings.

use std::borrow::Cow;
use std::fmt;

use memchr::{memchr, memchr2};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde_json::value::RawValue;

/// A string that borrows if it can. A `Cow<str>` of serde never borrows inside an `Option` or a map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text<'a>(pub(crate) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(TextVisitor)
    }
}

/// Reads a member that is missing or `null` as the default of its type.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Returns the string in `raw`; `None` if it is not a string.
pub(crate) fn raw_text(raw: &RawValue) -> Option<Cow<'_, str>> {
    text_of(raw.get())
}

/// Returns the string in `json`, which must be valid JSON; `None` if it is not a string.
pub(crate) fn text_of(json: &str) -> Option<Cow<'_, str>> {
    let text = json.strip_prefix('"')?.strip_suffix('"')?;
    if memchr(b'\\', text.as_bytes()).is_some() {
        return serde_json::from_str(json).ok().map(Cow::Owned);
    }
    Some(Cow::Borrowed(text))
}

/// Iterates over the members of an object: each name with the JSON of its value. Other values have no members.
///
/// The text must be valid JSON: the first look at the event has read every byte of it. Nothing is checked again, so this is a
/// search for quotes. Invalid JSON ends the iteration.
pub(crate) struct Members<'a> {
    /// The text after the brace or comma before the next member.
    rest: &'a str,
}

impl<'a> Members<'a> {
    pub(crate) fn of(json: &'a str) -> Self {
        Self {
            rest: json.strip_prefix('{').unwrap_or_default(),
        }
    }

    /// Returns the value of the last member with this name.
    pub(crate) fn value_of(self, name: &str) -> Option<&'a str> {
        self.filter(|member| member.0 == name)
            .last()
            .map(|member| member.1)
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (Cow<'a, str>, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let json = self.rest.trim_ascii_start();
            let name = string(json)?;
            let rest = json.get(name.end..)?.trim_ascii_start().strip_prefix(':')?;
            let (value, rest) = first_value(rest.trim_ascii_start())?;
            // After the last member comes the closing brace.
            self.rest = rest
                .trim_ascii_start()
                .strip_prefix(',')
                .unwrap_or_default();
            let text = json.get(..name.end)?;
            let name = if name.is_plain {
                text.get(1..name.end - 1).map(Cow::Borrowed)
            } else {
                text_of(text)
            };
            // Skips a name with a lone surrogate, which is not a string.
            if let Some(name) = name {
                return Some((name, value));
            }
        }
    }
}

/// Splits `json` after its first value.
fn first_value(json: &str) -> Option<(&str, &str)> {
    let end = match json.as_bytes().first()? {
        b'"' => string(json)?.end,
        b'{' | b'[' => nested_end(json)?,
        _ => json
            .find(|c: char| matches!(c, ',' | '}' | ']') || c.is_ascii_whitespace())
            .unwrap_or(json.len()),
    };
    json.split_at_checked(end)
}

/// A string literal at the beginning of a text.
struct StringLiteral {
    /// The offset after its closing quote.
    end: usize,
    /// Whether it has no escapes.
    is_plain: bool,
}

fn string(json: &str) -> Option<StringLiteral> {
    let bytes = json.as_bytes().strip_prefix(b"\"")?;
    let mut at = 0;
    loop {
        let found = at + memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[found] == b'"' {
            return Some(StringLiteral {
                end: found + 2,
                is_plain: at == 0,
            });
        }
        at = found + 2;
    }
}

/// Returns the offset after the object or array at the beginning of `json`.
fn nested_end(json: &str) -> Option<usize> {
    let (mut at, mut depth) = (0, 0usize);
    loop {
        match json.as_bytes().get(at)? {
            b'"' => {
                at += string(json.get(at..)?)?.end;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return Some(at);
        }
    }
}

/// Visits the strings of one value.
pub(crate) fn each_text<'a>(value: &'a str, mut visit: impl FnMut(Cow<'a, str>)) {
    if let Some(text) = text_of(value) {
        visit(text);
    } else if value.starts_with('[')
        && let Ok(list) = serde_json::from_str::<Vec<Text<'a>>>(value)
    {
        for Text(text) in list {
            visit(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(json: &str) -> Vec<(String, &str)> {
        Members::of(json)
            .map(|(name, value)| (name.into_owned(), value))
            .collect()
    }

    fn expected<'a>(members: &[(&str, &'a str)]) -> Vec<(String, &'a str)> {
        members
            .iter()
            .map(|(name, value)| ((*name).to_owned(), *value))
            .collect()
    }

    #[test]
    fn finds_every_member_with_its_json() {
        let json = r#"{ "a" : "x" ,"b":[1,{"c":"]}"}, "\"]"],"d":{"a":{}},"e":-1.5e3,"f":true
            , "g" :null}"#;
        assert_eq!(
            members(json),
            expected(&[
                ("a", r#""x""#),
                ("b", r#"[1,{"c":"]}"}, "\"]"]"#),
                ("d", r#"{"a":{}}"#),
                ("e", "-1.5e3"),
                ("f", "true"),
                ("g", "null"),
            ])
        );
        assert_eq!(members("{}"), expected(&[]));
        assert_eq!(members("{ }"), expected(&[]));
    }

    #[test]
    fn string_ends_at_the_first_unescaped_quote() {
        let json = r#"{"a\"b":"\\","c\\":"\\\"","\u0064":"é\u00e9\\\\"}"#;
        assert_eq!(
            members(json),
            expected(&[
                ("a\"b", r#""\\""#),
                ("c\\", r#""\\\"""#),
                ("d", r#""é\u00e9\\\\""#)
            ])
        );
    }

    #[test]
    fn last_member_of_a_name_counts() {
        assert_eq!(
            Members::of(r#"{"a":1,"b":2,"a":3}"#).value_of("a"),
            Some("3")
        );
        assert_eq!(Members::of(r#"{"a":1}"#).value_of("b"), None);
    }

    #[test]
    fn lone_surrogate_in_a_name_skips_only_that_member() {
        assert_eq!(members(r#"{"\ud800":1,"b":2}"#), expected(&[("b", "2")]));
    }

    #[test]
    fn non_objects_have_no_members_and_invalid_json_ends() {
        for json in [
            "",
            "[1]",
            "null",
            "\"{\"",
            "{",
            "{\"",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":\"",
            "{\"a\":[",
            "{\"a\":}",
            "{\"a\":]",
        ] {
            assert!(members(json).len() < 2, "{json}");
        }
    }
}
