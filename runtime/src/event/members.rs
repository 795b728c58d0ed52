//! The members of an object whose text is known to be JSON: the first look at the event has read every byte of it.
//!
//! Nothing is checked again, so this is a search for quotes. What would surprise it, were the text no JSON, ends it.

use std::borrow::Cow;

use memchr::memchr2;

use super::text::text_of;

/// The members of an object, each with its name and its value's JSON. What is no object has none.
pub(crate) struct Members<'a> {
    /// What follows the brace or the comma before the next member.
    rest: &'a str,
}

impl<'a> Members<'a> {
    pub(crate) fn of(json: &'a str) -> Self {
        Self {
            rest: json.strip_prefix('{').unwrap_or_default(),
        }
    }

    /// The value of the member of this name; of several, the last.
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
            // Behind the last member there is the closing brace.
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
            // A name that is half of a surrogate pair is no text.
            if let Some(name) = name {
                return Some((name, value));
            }
        }
    }
}

/// The value with which `json` begins, and what follows it.
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

/// A string at the beginning of a text.
struct StringLiteral {
    /// Where it ends, behind its quote.
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

/// Where the object or list ends that `json` begins with.
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
    fn every_member_is_found_with_its_values_text() {
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
    fn a_string_ends_at_the_first_quote_that_is_not_escaped() {
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
    fn of_several_members_of_one_name_the_last_counts() {
        assert_eq!(
            Members::of(r#"{"a":1,"b":2,"a":3}"#).value_of("a"),
            Some("3")
        );
        assert_eq!(Members::of(r#"{"a":1}"#).value_of("b"), None);
    }

    #[test]
    fn a_name_that_is_no_text_hides_no_other() {
        assert_eq!(members(r#"{"\ud800":1,"b":2}"#), expected(&[("b", "2")]));
    }

    #[test]
    fn what_is_no_object_has_no_members_and_what_is_no_json_ends_them() {
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
