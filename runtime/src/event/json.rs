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
    match memchr(b'\\', text.as_bytes()) {
        None => Some(Cow::Borrowed(text)),
        Some(first) => unescaped(text, first)
            .or_else(|| serde_json::from_str(json).ok())
            .map(Cow::Owned),
    }
}

/// Replaces the escapes of a single letter, as in JSON within JSON. The first escape is at `first`. Returns `None` if there are
/// others.
fn unescaped(text: &str, first: usize) -> Option<String> {
    let text = text.as_bytes();
    let mut unescaped = vec![0; text.len()];
    unescaped[..first].copy_from_slice(&text[..first]);
    let (mut from, mut to) = (first, first);
    while let Some(rest) = text.get(from..)
        && !rest.is_empty()
    {
        let plain = match rest.first_chunk() {
            // Escapes are often a few bytes apart. The bytes from the escape on are overwritten next.
            Some(eight) => {
                unescaped[to..to + 8].copy_from_slice(eight);
                match marked(u64::from_le_bytes(*eight), b'\\') {
                    0 => None,
                    marks => Some(marks.trailing_zeros() as usize / 8),
                }
            }
            None => None,
        };
        let plain = plain.unwrap_or_else(|| {
            let plain = memchr(b'\\', rest).unwrap_or(rest.len());
            unescaped[to..to + plain].copy_from_slice(&rest[..plain]);
            plain
        });
        from += plain;
        to += plain;
        if from < text.len() {
            unescaped[to] = match text.get(from + 1)? {
                letter @ (b'"' | b'\\' | b'/') => *letter,
                b'b' => 0x08,
                b'f' => 0x0C,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                _ => return None,
            };
            from += 2;
            to += 1;
        }
    }
    unescaped.truncate(to);
    String::from_utf8(unescaped).ok()
}

/// Returns a word with the highest bit of each byte of `word` that is `byte`. Only the lowest such bit is exact.
#[inline]
const fn marked(word: u64, byte: u8) -> u64 {
    const LOW: u64 = 0x0101_0101_0101_0101;
    let differing = word ^ (LOW * byte as u64);
    differing.wrapping_sub(LOW) & !differing & (LOW << 7)
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
            let json = self.rest;
            let bytes = json.as_bytes();
            let start = after_space(bytes, 0);
            let name = string(bytes, start)?;
            let colon = after_space(bytes, name.end);
            if bytes.get(colon) != Some(&b':') {
                return None;
            }
            let value = after_space(bytes, colon + 1);
            let end = value_end(bytes, value)?;
            // After the last member comes the closing brace.
            let comma = after_space(bytes, end);
            self.rest = match bytes.get(comma) {
                Some(b',') => json.get(comma + 1..)?,
                _ => "",
            };
            let value = json.get(value..end)?;
            let name = if name.is_plain {
                json.get(start + 1..name.end - 1).map(Cow::Borrowed)
            } else {
                text_of(json.get(start..name.end)?)
            };
            // Skips a name with a lone surrogate, which is not a string.
            if let Some(name) = name {
                return Some((name, value));
            }
        }
    }
}

/// Returns the offset of the first byte at or after `at` that is not white space.
#[inline]
fn after_space(json: &[u8], mut at: usize) -> usize {
    while json.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    at
}

/// Returns the offset after the value at `start`.
fn value_end(json: &[u8], start: usize) -> Option<usize> {
    match json.get(start)? {
        b'"' => string(json, start).map(|string| string.end),
        b'{' | b'[' => nested_end(json, start),
        _ => {
            let is_end =
                |byte: &u8| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace();
            let length = json[start..].iter().position(is_end);
            Some(length.map_or(json.len(), |length| start + length))
        }
    }
}

/// A string literal.
struct StringLiteral {
    /// The offset after its closing quote.
    end: usize,
    /// Whether it has no escapes.
    is_plain: bool,
}

/// Reads the string literal at `start`.
#[inline]
fn string(json: &[u8], start: usize) -> Option<StringLiteral> {
    if json.get(start) != Some(&b'"') {
        return None;
    }
    let mut at = start + 1;
    loop {
        let found = at + quote_or_backslash(json.get(at..)?)?;
        if json.get(found) == Some(&b'"') {
            return Some(StringLiteral {
                end: found + 1,
                is_plain: at == start + 1,
            });
        }
        at = found + 2;
    }
}

/// Finds the first quote or backslash. Most strings are so short that a call of `memchr` would take longer than the search.
#[inline]
fn quote_or_backslash(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < 16
        && let Some(eight) = text.get(at..).and_then(<[u8]>::first_chunk)
    {
        let word = u64::from_le_bytes(*eight);
        let marks = marked(word, b'"') | marked(word, b'\\');
        if marks != 0 {
            return Some(at + marks.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    memchr2(b'"', b'\\', text.get(at..)?).map(|found| at + found)
}

/// Returns the offset after the object or array at `start`.
fn nested_end(json: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start, 0usize);
    loop {
        match json.get(at)? {
            b'"' => {
                at = string(json, at)?.end;
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
    fn strings_are_unescaped_like_serde_json_does() {
        let escapes = [
            "",
            "\\\"",
            "\\\\",
            "\\/",
            "\\b",
            "\\f",
            "\\n",
            "\\r",
            "\\t",
            "\\u0041",
            "\\u00e9",
            "\\ud83d\\ude00",
            "\\ud800",
            "\\ude00",
            "é",
            "\u{1F600}",
        ];
        for before in 0..20 {
            for between in [0, 1, 5, 7, 8, 9, 40] {
                for one in escapes {
                    for other in escapes {
                        let (before, between) = ("b".repeat(before), "i".repeat(between));
                        let json = format!("\"{before}{one}{between}{other}{one}\"");
                        let expected = serde_json::from_str::<String>(&json).ok();
                        assert_eq!(text_of(&json).as_deref(), expected.as_deref(), "{json}");
                    }
                }
            }
        }
    }

    #[test]
    fn members_of_every_length_are_those_of_serde_json() {
        let values = [
            "1",
            "\"\"",
            "\"v\"",
            "\"\\\"\"",
            "[\"]\",{}]",
            "{\"}\":\"\\\\\"}",
            "true",
        ];
        for length in 0..40 {
            for space in ["", " ", "\n\t \r"] {
                let name = "n".repeat(length);
                let long = format!("\"{}\"", "v".repeat(length));
                for value in values.into_iter().chain([&*long]) {
                    let json = format!(
                        "{{{space}\"{name}\"{space}:{space}{value}{space},{space}\"é\\n{name}\":{value}{space}}}"
                    );
                    let all: serde_json::Map<String, serde_json::Value> =
                        serde_json::from_str(&json).unwrap();
                    let found = members(&json);
                    assert_eq!(found.len(), 2, "{json}");
                    for (name, value) in found {
                        let value: serde_json::Value = serde_json::from_str(value).unwrap();
                        assert_eq!(all[&name], value, "{json}");
                    }
                }
            }
        }
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
