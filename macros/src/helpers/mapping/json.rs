//! A small strict parser of JSON (RFC 8259), for patterns and policies in attributes.
//!
//! It refuses a name that an object has twice, of which services keep one or neither.

use std::fmt;
use std::iter::Peekable;
use std::str::CharIndices;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Deeper values are refused, so that no text can overflow the stack.
const MAX_DEPTH: usize = 64;

impl Json {
    /// Parses the text as one value. The error says what was expected and what was found.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser {
            chars: text.char_indices().peekable(),
            text,
        };
        parser.skip_space();
        let value = parser.value(0)?;
        parser.skip_space();
        match parser.chars.peek() {
            None => Ok(value),
            Some(_) => Err(parser.expected("the end of the text")),
        }
    }
}

/// The value as JSON.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(number) => f.write_str(number),
            Self::Text(text) => write_text(text, f),
            Self::Array(elements) => {
                f.write_str("[")?;
                for (at, element) in elements.iter().enumerate() {
                    let comma = if at == 0 { "" } else { ", " };
                    write!(f, "{comma}{element}")?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (at, (name, value)) in members.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { ", " })?;
                    write_text(name, f)?;
                    write!(f, ": {value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

fn write_text(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            c if c.is_control() => write!(f, "\\u{:04x}", u32::from(c))?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

struct Parser<'a> {
    chars: Peekable<CharIndices<'a>>,
    text: &'a str,
}

impl Parser<'_> {
    fn value(&mut self, depth: usize) -> Result<Json, String> {
        if depth > MAX_DEPTH {
            return Err(format!("it is nested more than {MAX_DEPTH} levels deep"));
        }
        match self.next_char() {
            Some('{') => self.object(depth),
            Some('[') => self.array(depth),
            Some('"') => self.text().map(Json::Text),
            Some('-' | '0'..='9') => self.number(),
            Some('a'..='z' | 'A'..='Z') => self.word(),
            _ => Err(self.expected("a value")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, String> {
        self.chars.next();
        let mut members: Vec<(String, Json)> = Vec::new();
        self.skip_space();
        if self.take('}') {
            return Ok(Json::Object(members));
        }
        loop {
            self.skip_space();
            if self.next_char() != Some('"') {
                return Err(self.expected("a name in double quotes"));
            }
            let name = self.text()?;
            if members.iter().any(|(known, _)| *known == name) {
                return Err(format!("an object has the name {name:?} twice"));
            }
            self.skip_space();
            if !self.take(':') {
                return Err(self.expected(&format!("`:` after the name {name:?}")));
            }
            self.skip_space();
            let value = self.value(depth + 1)?;
            members.push((name, value));
            self.skip_space();
            if self.take('}') {
                return Ok(Json::Object(members));
            }
            if !self.take(',') {
                return Err(self.expected("`,` or `}`"));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Json, String> {
        self.chars.next();
        let mut elements = Vec::new();
        self.skip_space();
        if self.take(']') {
            return Ok(Json::Array(elements));
        }
        loop {
            self.skip_space();
            elements.push(self.value(depth + 1)?);
            self.skip_space();
            if self.take(']') {
                return Ok(Json::Array(elements));
            }
            if !self.take(',') {
                return Err(self.expected("`,` or `]`"));
            }
        }
    }

    fn text(&mut self) -> Result<String, String> {
        self.chars.next();
        let mut text = String::new();
        loop {
            match self.chars.next() {
                Some((_, '"')) => return Ok(text),
                Some((_, '\\')) => text.push(self.escape()?),
                Some((_, c)) if u32::from(c) < 0x20 => {
                    return Err(format!(
                        "a text has the control character {c:?}, which JSON writes as an escape"
                    ));
                }
                Some((_, c)) => text.push(c),
                None => return Err("expected `\"`, found the end of the text".to_owned()),
            }
        }
    }

    /// The character of an escape, behind its backslash.
    fn escape(&mut self) -> Result<char, String> {
        let found = self.chars.next().map(|(_, c)| c);
        Ok(match found {
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => return self.unicode(),
            Some(c) => return Err(format!("`\\{c}` is not an escape of JSON")),
            None => return Err("expected an escape, found the end of the text".to_owned()),
        })
    }

    /// The character of `\u1234`, or of two such escapes that are a surrogate pair.
    fn unicode(&mut self) -> Result<char, String> {
        let first = self.hex()?;
        let code = match first {
            0xd800..=0xdbff => {
                let follows = self.take('\\') && self.take('u');
                let second = if follows { self.hex()? } else { 0 };
                match second {
                    0xdc00..=0xdfff => 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00),
                    _ => return Err(format!("`\\u{first:04x}` is half of a surrogate pair")),
                }
            }
            code => code,
        };
        char::from_u32(code).ok_or_else(|| format!("`\\u{code:04x}` is half of a surrogate pair"))
    }

    fn hex(&mut self) -> Result<u32, String> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.next_char().and_then(|c| c.to_digit(16));
            let Some(digit) = digit else {
                return Err(self.expected("four hexadecimal digits after `\\u`"));
            };
            code = code * 16 + digit;
            self.chars.next();
        }
        Ok(code)
    }

    fn number(&mut self) -> Result<Json, String> {
        let start = self.place();
        self.take('-');
        let leading_zero = self.next_char() == Some('0');
        let integer = self.digits();
        if integer == 0 {
            return Err(self.expected("a digit"));
        }
        if leading_zero && integer > 1 {
            return Err("a number begins with 0".to_owned());
        }
        if self.take('.') && self.digits() == 0 {
            return Err(self.expected("a digit after `.`"));
        }
        if self.take('e') || self.take('E') {
            let _ = self.take('+') || self.take('-');
            if self.digits() == 0 {
                return Err(self.expected("a digit of the exponent"));
            }
        }
        Ok(Json::Number(self.text[start..self.place()].to_owned()))
    }

    /// Skips digits, and returns how many there were.
    fn digits(&mut self) -> usize {
        let mut count = 0;
        while self.chars.next_if(|(_, c)| c.is_ascii_digit()).is_some() {
            count += 1;
        }
        count
    }

    fn word(&mut self) -> Result<Json, String> {
        let start = self.place();
        while self
            .chars
            .next_if(|(_, c)| c.is_ascii_alphanumeric())
            .is_some()
        {}
        match &self.text[start..self.place()] {
            "null" => Ok(Json::Null),
            "true" => Ok(Json::Bool(true)),
            "false" => Ok(Json::Bool(false)),
            word => Err(format!(
                "expected a value, found `{word}`; texts have double quotes"
            )),
        }
    }

    fn skip_space(&mut self) {
        while self
            .chars
            .next_if(|(_, c)| matches!(c, ' ' | '\t' | '\n' | '\r'))
            .is_some()
        {}
    }

    fn take(&mut self, expected: char) -> bool {
        self.chars.next_if(|(_, c)| *c == expected).is_some()
    }

    fn next_char(&mut self) -> Option<char> {
        self.chars.peek().map(|(_, c)| *c)
    }

    /// The byte at which the parser is.
    fn place(&mut self) -> usize {
        self.chars
            .peek()
            .map_or(self.text.len(), |(place, _)| *place)
    }

    fn expected(&mut self, what: &str) -> String {
        let place = self.place();
        let column = self.text[..place].chars().count() + 1;
        match self.next_char() {
            Some(found) => format!("expected {what}, found `{found}` at character {column}"),
            None => format!("expected {what}, found the end of the text"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    /// What serde_json accepts and refuses is the reference.
    #[test]
    fn json_is_read_as_serde_json_reads_it() {
        for text in [
            "{}",
            " [ ] ",
            "null",
            "true",
            "-0",
            "-0.5e+10",
            "1E2",
            r#""\u00e9\n\"\\\/""#,
            r#""\ud83d\ude00""#,
            r#"{"a": [1, "b", null, {"c": false}], "": {}}"#,
            "\t{\r\n\"a\" :1 }\n",
            "\"ä€😀\"",
            "",
            " ",
            "{",
            "[1,]",
            "[,1]",
            "{\"a\":1,}",
            "{a: 1}",
            "{'a': 1}",
            "{\"a\" 1}",
            "{\"a\":}",
            "[1 2]",
            "01",
            "1.",
            ".5",
            "+1",
            "1e",
            "--1",
            "tru",
            "nullx",
            "True",
            "\"a",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\ud83d\"",
            "\"\\ud83dx\"",
            "\"\\ude00\"",
            "\"a\nb\"",
            "{} {}",
            "[1]]",
            "\u{feff}{}",
            "\u{a0}{}",
            "NaN",
        ] {
            let ours = Json::parse(text);
            let theirs = serde_json::from_str::<serde_json::Value>(text);
            assert_eq!(
                ours.is_ok(),
                theirs.is_ok(),
                "{text:?}: {ours:?} {theirs:?}"
            );
            if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
                let printed = ours.to_string();
                assert_eq!(
                    serde_json::from_str::<serde_json::Value>(&printed).unwrap(),
                    theirs,
                    "{printed}"
                );
            }
        }
    }

    #[test]
    fn errors_say_what_was_expected_and_found() {
        for (text, error) in [
            (
                "{\"a\": [1}",
                "expected `,` or `]`, found `}` at character 9",
            ),
            (
                "{\"a\" 1}",
                "expected `:` after the name \"a\", found `1` at character 6",
            ),
            (
                "{a: 1}",
                "expected a name in double quotes, found `a` at character 2",
            ),
            (
                "[paid]",
                "expected a value, found `paid`; texts have double quotes",
            ),
            (
                "{\"ä\": 1} x",
                "expected the end of the text, found `x` at character 10",
            ),
            ("{\"a\": 1, \"a\": 2}", "an object has the name \"a\" twice"),
            ("", "expected a value, found the end of the text"),
        ] {
            assert_eq!(Json::parse(text), Err(error.to_owned()), "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_refused() {
        let deep = "[".repeat(100_000);
        assert!(Json::parse(&deep).unwrap_err().contains("64 levels"));
    }
}
