//! The canonical form of JSON: texts with the same value have the same form, whatever the order of their members, their white space,
//! their escapes and the notation of their numbers.
//!
//! The form is that of RFC 8785 (JCS), with two differences, because JCS assumes I-JSON. A number keeps all its digits: JCS rounds to
//! a double, so that 9007199254740993 and 9007199254740992 would be the same. Members with the same name, which JCS rules out, keep
//! their order, because the last one counts for most readers. No `Value` is built: it would lose both.

use std::fmt::Write;

use memchr::memchr2;
use serde_json::value::RawValue;

/// The depth at which `serde_json` refuses to read a value. A payload that is deeper is compared by its bytes.
const DEEPEST: usize = 128;

/// Returns the canonical form of `json`; `None` if it is not JSON, or too deep for every reader.
pub(super) fn canonical(json: &[u8]) -> Option<String> {
    let json: &RawValue = serde_json::from_slice(json).ok()?;
    let mut writer = Writer {
        rest: json.get(),
        form: String::with_capacity(json.get().len()),
    };
    writer.value(DEEPEST)?;
    Some(writer.form)
}

/// Reads valid JSON once, from the front, and writes its form.
struct Writer<'a> {
    rest: &'a str,
    form: String,
}

impl<'a> Writer<'a> {
    fn value(&mut self, depth: usize) -> Option<()> {
        match self.next_byte()? {
            b'{' => self.object(depth.checked_sub(1)?)?,
            b'[' => self.array(depth.checked_sub(1)?)?,
            b'"' => {
                let literal = self.literal()?;
                quoted(&units(literal), &mut self.form);
            }
            _ => {
                let is_end = |c: char| matches!(c, ',' | '}' | ']') || c.is_ascii_whitespace();
                let end = self.rest.find(is_end).unwrap_or(self.rest.len());
                let (word, rest) = self.rest.split_at(end);
                self.rest = rest;
                match word {
                    "true" | "false" | "null" => self.form.push_str(word),
                    word => number(word, &mut self.form),
                }
            }
        }
        Some(())
    }

    fn array(&mut self, depth: usize) -> Option<()> {
        self.form.push('[');
        self.skip(1);
        while self.next_byte()? != b']' {
            if self.next_byte()? == b',' {
                self.skip(1);
                self.form.push(',');
            }
            self.value(depth)?;
        }
        self.skip(1);
        self.form.push(']');
        Some(())
    }

    /// Sorts the members by the UTF-16 code units of their names (RFC 8785, section 3.2.3).
    fn object(&mut self, depth: usize) -> Option<()> {
        let start = self.form.len();
        let mut members = Vec::new();
        self.skip(1);
        while self.next_byte()? != b'}' {
            if self.next_byte()? == b',' {
                self.skip(1);
                self.next_byte()?;
            }
            let name = units(self.literal()?);
            // The colon.
            self.next_byte()?;
            self.skip(1);
            let from = self.form.len();
            quoted(&name, &mut self.form);
            self.form.push(':');
            self.value(depth)?;
            members.push((name, from..self.form.len()));
        }
        self.skip(1);
        // Stable, so that members with the same name keep their order.
        members.sort_by(|left, right| left.0.cmp(&right.0));
        let written = members
            .iter()
            .map(|(_, place)| self.form.get(place.clone()));
        let sorted = written.collect::<Option<Vec<&str>>>()?.join(",");
        self.form.truncate(start);
        self.form.push('{');
        self.form.push_str(&sorted);
        self.form.push('}');
        Some(())
    }

    /// Takes the string literal at the front.
    fn literal(&mut self) -> Option<&'a str> {
        let bytes = self.rest.as_bytes();
        let mut at = 1;
        loop {
            at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
            if bytes[at] == b'"' {
                let (literal, rest) = self.rest.split_at_checked(at + 1)?;
                self.rest = rest;
                return Some(literal);
            }
            at += 2;
        }
    }

    /// Skips white space, and returns the byte behind it.
    fn next_byte(&mut self) -> Option<u8> {
        self.rest = self.rest.trim_ascii_start();
        self.rest.as_bytes().first().copied()
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }
}

/// Returns the UTF-16 code units of a valid string literal. An escape may be half of a pair without the other, which no `str` can hold.
fn units(literal: &str) -> Vec<u16> {
    let text = literal
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or_default();
    let mut units = Vec::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
            continue;
        }
        let unit = match rest.next() {
            Some('b') => 0x08,
            Some('f') => 0x0c,
            Some('n') => 0x0a,
            Some('r') => 0x0d,
            Some('t') => 0x09,
            Some('u') => {
                let digits = rest.as_str().get(..4).unwrap_or_default();
                rest = rest.as_str().get(4..).unwrap_or_default().chars();
                u16::from_str_radix(digits, 16).unwrap_or_default()
            }
            // `"`, `\` and `/` stand for themselves.
            Some(other) => other as u16,
            None => break,
        };
        units.push(unit);
    }
    units
}

/// Appends a string literal (RFC 8785, section 3.2.2.2). Half of a pair is written as an escape.
fn quoted(units: &[u16], form: &mut String) {
    form.push('"');
    for unit in char::decode_utf16(units.iter().copied()) {
        // Writing into a string does not fail.
        let _ = match unit {
            Ok('"') => form.write_str("\\\""),
            Ok('\\') => form.write_str("\\\\"),
            Ok('\u{8}') => form.write_str("\\b"),
            Ok('\u{c}') => form.write_str("\\f"),
            Ok('\n') => form.write_str("\\n"),
            Ok('\r') => form.write_str("\\r"),
            Ok('\t') => form.write_str("\\t"),
            Ok(c) if c < ' ' => write!(form, "\\u{:04x}", c as u32),
            Ok(c) => form.write_char(c),
            Err(half) => write!(form, "\\u{:04x}", half.unpaired_surrogate()),
        };
    }
    form.push('"');
}

/// Appends a number with the notation of ECMAScript (RFC 8785, section 3.2.2.3), but with all of its digits: `1.0`, `1e0` and `10e-1`
/// are `1`.
fn number(json: &str, form: &mut String) {
    let (sign, unsigned) = match json.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", json),
    };
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = [whole, fraction].concat();
    let leading = all.len() - all.trim_start_matches('0').len();
    let digits = all.trim_matches('0');
    if digits.is_empty() {
        // Also `-0`, as in ECMAScript.
        return form.push('0');
    }
    // The decimal point is this many places behind the first digit.
    let point = exponent
        .parse::<i64>()
        .ok()
        .and_then(|exponent| exponent.checked_add(i64::try_from(whole.len()).ok()?))
        .and_then(|point| point.checked_sub(i64::try_from(leading).ok()?));
    let Some(point) = point else {
        // No reader has a number with an exponent of more than 18 digits, so its notation decides.
        return form.push_str(json);
    };
    form.push_str(sign);
    let count = i64::try_from(digits.len()).unwrap_or(i64::MAX);
    let zeros = |form: &mut String, count: i64| (0..count).for_each(|_| form.push('0'));
    match point {
        1..=21 if count <= point => {
            form.push_str(digits);
            zeros(form, point - count);
        }
        1..=21 => {
            let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or_default());
            form.push_str(whole);
            form.push('.');
            form.push_str(fraction);
        }
        -5..=0 => {
            form.push_str("0.");
            zeros(form, -point);
            form.push_str(digits);
        }
        _ => {
            let (first, others) = digits.split_at(1);
            form.push_str(first);
            if !others.is_empty() {
                form.push('.');
                form.push_str(others);
            }
            let _ = write!(form, "e{:+}", i128::from(point) - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn form(json: &str) -> String {
        canonical(json.as_bytes()).expect("valid JSON")
    }

    /// The example of RFC 8785, sections 3.2.2 and 3.2.3.
    #[test]
    fn example_of_rfc_8785_has_its_form() {
        let json = r#"{
            "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
            "literals": [null, true, false]
        }"#;
        // The first number has more digits than a double: JCS rounds it to 333333333.3333333.
        let expected = r#"{"literals":[null,true,false],"numbers":[333333333.33333329,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#;
        assert_eq!(form(json), expected);
    }

    /// The sorting example of RFC 8785, section 3.2.3, with its expected order.
    #[test]
    fn members_are_sorted_by_utf_16_code_units() {
        let json = r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
            "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#;
        let form = form(json);
        let order = [
            "Carriage Return",
            "One",
            "Control",
            "Latin Small",
            "Euro Sign",
            "Emoji",
            "Hebrew",
        ];
        let places: Vec<_> = order
            .iter()
            .map(|name| form.find(name).expect(name))
            .collect();
        assert!(places.is_sorted(), "{form}");
    }

    /// The samples of RFC 8785, appendix B, and integers beyond a double, which keep their value.
    #[test]
    fn numbers_have_the_notation_of_ecmascript() {
        for (json, expected) in [
            ("0", "0"),
            ("-0", "0"),
            ("-0.0e7", "0"),
            ("5e-324", "5e-324"),
            ("-5e-324", "-5e-324"),
            ("1.7976931348623157e308", "1.7976931348623157e+308"),
            ("9007199254740992", "9007199254740992"),
            ("295147905179352830000", "295147905179352830000"),
            ("9.999999999999997e22", "9.999999999999997e+22"),
            ("1e23", "1e+23"),
            ("1.0000000000000001e23", "1.0000000000000001e+23"),
            ("999999999999999700000", "999999999999999700000"),
            ("1e21", "1e+21"),
            ("9.999999999999997e-7", "9.999999999999997e-7"),
            ("0.000001", "0.000001"),
            ("333333333.3333332", "333333333.3333332"),
            ("1424953923781206.2", "1424953923781206.2"),
            ("9007199254740993", "9007199254740993"),
            ("1.0", "1"),
            ("10E-1", "1"),
            ("0.10", "0.1"),
            ("-100e+2", "-10000"),
            ("1e400", "1e+400"),
            ("1e99999999999999999999", "1e99999999999999999999"),
        ] {
            assert_eq!(form(json), expected, "{json}");
        }
    }

    /// A sequence of numbers that is the same in every run (Knuth's MMIX generator).
    struct Random(u64);

    impl Random {
        fn below(&mut self, limit: u64) -> u64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % limit
        }

        fn text(&mut self) -> String {
            let length = self.below(6);
            (0..length)
                .map(|_| {
                    let limit =
                        [0x80, 0x800, 0xd800, 0x11_0000][usize::try_from(self.below(4)).unwrap()];
                    let code = u32::try_from(self.below(limit)).unwrap();
                    char::from_u32(code).unwrap_or('\u{fb33}')
                })
                .collect()
        }

        fn value(&mut self, depth: u64) -> Value {
            match self.below(if depth == 0 { 6 } else { 8 }) {
                0 => Value::Null,
                1 => (self.below(2) == 0).into(),
                2 => self.text().into(),
                // I-JSON has integers up to 2^53 - 1.
                3 => (i64::try_from(self.below(1 << 31)).unwrap() * 4_194_303 - (1 << 52)).into(),
                4 | 5 => {
                    let bits = self.below(1 << 31) << 33 | self.below(1 << 31) << 2;
                    serde_json::Number::from_f64(f64::from_bits(bits))
                        .map_or(Value::Null, Value::Number)
                }
                6 => (0..self.below(5)).map(|_| self.value(depth - 1)).collect(),
                _ => (0..self.below(5))
                    .map(|_| (self.text(), self.value(depth - 1)))
                    .collect(),
            }
        }

        /// The value in some notation: members in any order, white space anywhere, characters as escapes.
        fn written(&mut self, value: &Value, text: &mut String) {
            self.space(text);
            match value {
                Value::Array(elements) => {
                    text.push('[');
                    for (index, element) in elements.iter().enumerate() {
                        text.push_str(if index == 0 { "" } else { "," });
                        self.written(element, text);
                    }
                    text.push(']');
                }
                Value::Object(members) => {
                    let mut members: Vec<_> = members.iter().collect();
                    for at in (1..members.len()).rev() {
                        members.swap(at, usize::try_from(self.below(at as u64 + 1)).unwrap());
                    }
                    text.push('{');
                    for (index, (name, member)) in members.into_iter().enumerate() {
                        text.push_str(if index == 0 { "" } else { "," });
                        self.space(text);
                        self.literal(name, text);
                        self.space(text);
                        text.push(':');
                        self.written(member, text);
                    }
                    text.push('}');
                }
                Value::String(string) => self.literal(string, text),
                other => text.push_str(&other.to_string()),
            }
            self.space(text);
        }

        fn space(&mut self, text: &mut String) {
            text.push_str(["", "", " ", "\n\t", "\r "][usize::try_from(self.below(5)).unwrap()]);
        }

        fn literal(&mut self, string: &str, text: &mut String) {
            text.push('"');
            for c in string.chars() {
                if self.below(2) == 0 || c < ' ' || matches!(c, '"' | '\\') {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        let _ = write!(text, "\\u{unit:04X}");
                    }
                } else {
                    text.push(c);
                }
            }
            text.push('"');
        }
    }

    #[test]
    fn every_notation_has_the_form_of_another_implementation() {
        let mut random = Random(7);
        for _ in 0..5_000 {
            let value = random.value(4);
            let expected = serde_json_canonicalizer::to_string(&value).expect("I-JSON");
            let mut text = String::new();
            random.written(&value, &mut text);
            assert_eq!(
                canonical(text.as_bytes()).as_ref(),
                Some(&expected),
                "{text}"
            );
        }
    }

    #[test]
    fn same_value_has_the_same_form() {
        for (one, other) in [
            (
                r#"{"order_id":"o-1","lines":[1]}"#,
                "{\"lines\":[1.0] ,\n\t\"order_id\":\"o-1\"}",
            ),
            (
                r#"{"a":{"c":1,"b":[]},"d":{}}"#,
                r#" {"d":{ },"a":{"b":[ ],"c":1e0}} "#,
            ),
            (r#""\u0041\u00e9\/\ud83d\ude00""#, r#""Aé/😀""#),
            (r#"{"\u0061":1}"#, r#"{"a":1}"#),
        ] {
            assert_eq!(form(one), form(other), "{one} and {other}");
        }
    }

    #[test]
    fn different_values_have_different_forms() {
        for (one, other) in [
            ("[1,2]", "[2,1]"),
            ("1", r#""1""#),
            ("[[],1]", "[[1]]"),
            ("null", r#""null""#),
            (r#"{"a":1,"a":2}"#, r#"{"a":2,"a":1}"#),
            (r#"{"a":1,"a":2}"#, r#"{"a":2}"#),
            ("9007199254740993", "9007199254740992"),
            (r#""\ud800""#, r#""\ud801""#),
            (r#""\ud800""#, r#""\\ud800""#),
        ] {
            assert_ne!(form(one), form(other), "{one} and {other}");
        }
    }

    #[test]
    fn text_that_is_not_json_and_nesting_without_end_have_no_form() {
        for json in ["", "a=1&b=2", "{\"a\":1", "{} {}", "[01]"] {
            assert_eq!(canonical(json.as_bytes()), None, "{json}");
        }
        assert_eq!(canonical(b"\xff"), None);
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(canonical(nested(127).as_bytes()).is_some());
        assert_eq!(canonical(nested(100_000).as_bytes()), None);
    }
}
