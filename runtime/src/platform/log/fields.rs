//! The fields of an event or a span, encoded as JSON.

use std::error::Error;
use std::fmt::{self, Debug, Display};
use std::io::Write as _;

use tracing::field::{Field, Visit};

#[cfg(feature = "otlp")]
use super::trace_context::TraceContext;

/// Named values, in the order in which they were recorded.
#[derive(Clone, Default)]
pub(super) struct Fields {
    /// The values, one after the other.
    json: Vec<u8>,
    /// The name of each value and its end in `json`.
    places: Vec<(&'static str, usize)>,
}

impl Fields {
    pub(super) fn clear(&mut self) {
        self.json.clear();
        self.places.clear();
    }

    /// Adds a value that `encode` writes as JSON.
    pub(super) fn push(&mut self, name: &'static str, encode: &mut dyn FnMut(&mut Vec<u8>)) {
        encode(&mut self.json);
        self.places.push((name, self.json.len()));
    }

    pub(super) fn push_text(&mut self, name: &'static str, text: &str) {
        self.push(name, &mut |json| quote(json, text));
    }

    /// Adds the ids of a trace, by the conventions for logs in other formats:
    /// <https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/>
    #[cfg(feature = "otlp")]
    pub(super) fn push_trace(&mut self, context: Option<TraceContext>) {
        if let Some(TraceContext {
            trace_id, span_id, ..
        }) = context
        {
            self.push_text("trace_id", &format!("{trace_id:032x}"));
            self.push_text("span_id", &format!("{span_id:016x}"));
        }
    }

    /// Adds the values of `other`.
    pub(super) fn append(&mut self, other: &Self) {
        let start = self.json.len();
        self.json.extend_from_slice(&other.json);
        let places = other.places.iter();
        self.places
            .extend(places.map(|(name, end)| (*name, start + end)));
    }

    #[inline(never)]
    pub(super) fn has(&self, name: &str) -> bool {
        self.places.iter().any(|(other, _)| *other == name)
    }

    /// Calls `each` with every name and its JSON. Of several values of one name, the last is the value.
    pub(super) fn each(&self, each: &mut dyn FnMut(&'static str, &[u8])) {
        self.each_from(0, each);
    }

    /// Returns the number of values.
    #[cfg(feature = "otlp")]
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Calls `each` with the values from this one on.
    pub(super) fn each_from(&self, first: usize, each: &mut dyn FnMut(&'static str, &[u8])) {
        let mut start = 0;
        for (index, (name, end)) in self.places.iter().enumerate() {
            let later = &self.places[index + 1..];
            if index >= first && !later.iter().any(|(other, _)| other == name) {
                each(name, &self.json[start..*end]);
            }
            start = *end;
        }
    }

    /// Returns the text of a value that is a string.
    #[cfg(feature = "otlp")]
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let mut text = None;
        self.each(&mut |other, json| {
            if other == name {
                text = serde_json::from_slice(json).ok();
            }
        });
        text
    }
}

/// Records the fields of an event, or of a span.
pub(super) struct Recorder<'a> {
    pub(super) fields: &'a mut Fields,
    /// The text of the message. A span has none: its field `message` is like any other.
    pub(super) message: Option<&'a mut String>,
}

impl Recorder<'_> {
    fn integer(&mut self, field: &Field, value: &dyn Display) {
        self.fields
            .push(field.name(), &mut |json| display(json, value));
    }
}

/// Writes a value whose text is JSON, such as an integer.
pub(super) fn display(json: &mut Vec<u8>, value: &dyn Display) {
    // Writing to memory does not fail.
    let _ = write!(json, "{value}");
}

impl Visit for Recorder<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "message"
            && let Some(message) = &mut self.message
        {
            // A type whose `Debug` fails keeps what it has written.
            let _ = fmt::Write::write_fmt(*message, format_args!("{value:?}"));
            return;
        }
        self.fields.push(field.name(), &mut |json| {
            json.push(b'"');
            let _ = fmt::Write::write_fmt(&mut Escaped(json), format_args!("{value:?}"));
            json.push(b'"');
        });
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message"
            && let Some(message) = &mut self.message
        {
            message.push_str(value);
            return;
        }
        self.fields.push_text(field.name(), value);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.fields.push(field.name(), &mut |json| {
            // A number always serialises. One that JSON cannot represent is `null`.
            let _ = serde_json::to_writer(json, &value);
        });
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.integer(field, &value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.integer(field, &value);
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.integer(field, &value);
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.integer(field, &value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.fields.push(field.name(), &mut |json| {
            json.extend_from_slice(if value { b"true" } else { b"false" });
        });
    }
}

/// Writes a JSON string.
#[inline(never)]
pub(super) fn quote(json: &mut Vec<u8>, text: &str) {
    json.push(b'"');
    escape(json, text);
    json.push(b'"');
}

/// Escapes what is formatted into it, as the inside of a JSON string.
struct Escaped<'a>(&'a mut Vec<u8>);

impl fmt::Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        escape(self.0, text);
        Ok(())
    }
}

/// Whether a byte cannot be in a JSON string (RFC 8259, 7).
fn is_escaped(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

/// Writes text as the inside of a JSON string. Most text has nothing to escape, which the compiler checks with vector instructions.
fn escape(json: &mut Vec<u8>, text: &str) {
    for chunk in text.as_bytes().chunks(32) {
        if chunk
            .iter()
            .fold(false, |found, byte| found | is_escaped(*byte))
        {
            escape_each(json, chunk);
        } else {
            json.extend_from_slice(chunk);
        }
    }
}

fn escape_each(json: &mut Vec<u8>, bytes: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789abcdef";

    let mut done = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if !is_escaped(byte) {
            continue;
        }
        json.extend_from_slice(&bytes[done..at]);
        done = at + 1;
        match byte {
            b'"' | b'\\' => json.extend_from_slice(&[b'\\', byte]),
            b'\n' => json.extend_from_slice(b"\\n"),
            b'\r' => json.extend_from_slice(b"\\r"),
            b'\t' => json.extend_from_slice(b"\\t"),
            _ => {
                let (high, low) = (HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]);
                json.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
            }
        }
    }
    json.extend_from_slice(&bytes[done..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference is `serde_json`.
    #[test]
    fn every_character_is_escaped_as_json() {
        let text: String = (0..=0x1_00)
            .chain([0x2028, 0x2029, 0xFFFF, 0x1_F600])
            .filter_map(char::from_u32)
            .collect();
        let mut json = Vec::new();
        quote(&mut json, &text);
        assert_eq!(serde_json::from_slice::<String>(&json).unwrap(), text);
    }

    #[test]
    fn last_value_of_a_name_is_the_value() {
        let mut fields = Fields::default();
        fields.push_text("a", "1");
        fields.push_text("b", "2");
        fields.push_text("a", "3");
        let mut seen = Vec::new();
        fields.each(&mut |name, json| seen.push((name, String::from_utf8(json.to_vec()).unwrap())));
        assert_eq!(
            seen,
            [("b", r#""2""#.to_owned()), ("a", r#""3""#.to_owned())]
        );
    }
}
