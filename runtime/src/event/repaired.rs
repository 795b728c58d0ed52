//! Events with bytes that are not UTF-8.

use serde_json::value::RawValue;

use super::shape::Shape;

/// An event in which U+FFFD replaces the bytes that are not UTF-8.
///
/// API Gateway passes on the bytes of a header as the client sent them, so one header in Latin-1 makes the whole event invalid.
pub(crate) struct Repaired {
    pub(crate) text: String,
    /// Where the replacements are in the text.
    replaced: Vec<usize>,
}

/// Whether the event is the request of an HTTP or WebSocket client. Its metadata may be repaired; a payload may not.
pub(crate) fn is_of_client(shape: &Shape<'_>) -> bool {
    let context = shape.request_context.map_or("", RawValue::get);
    let lattice = shape.lattice_raw_path.map_or("", RawValue::get);
    context.starts_with('{') || lattice.starts_with('"')
}

impl Repaired {
    #[cold]
    pub(crate) fn of(event: &[u8]) -> Self {
        let mut text = String::with_capacity(event.len());
        let mut replaced = Vec::new();
        for chunk in event.utf8_chunks() {
            text.push_str(chunk.valid());
            if !chunk.invalid().is_empty() {
                replaced.push(text.len());
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
        Self { text, replaced }
    }

    /// Whether a byte of `part`, a slice of the text, was replaced.
    pub(crate) fn damages(&self, part: &RawValue) -> bool {
        let start = part.get().as_ptr() as usize - self.text.as_ptr() as usize;
        let end = start + part.get().len();
        self.replaced.iter().any(|at| (start..end).contains(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bytes_that_are_not_utf_8_are_replaced() {
        let event = b"{\"headers\":{\"a\":\"Beno\xeet\",\"b\":\"caf\xc3\xa9\"},\"body\":\"\xe2\x82\xac\",\"requestContext\":{}}";
        let repaired = Repaired::of(event);
        let shape = Shape::of(&repaired.text).unwrap();
        assert_eq!(
            shape.headers.unwrap().get(),
            "{\"a\":\"Beno\u{fffd}t\",\"b\":\"café\"}"
        );
        assert!(is_of_client(&shape));
        assert!(repaired.damages(shape.headers.unwrap()));
        assert!(!repaired.damages(shape.body.unwrap()));
    }

    /// A truncated sequence is one replacement (<https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-3/#G66453>).
    #[test]
    fn truncated_sequence_is_one_replacement() {
        assert_eq!(Repaired::of(b"\"\xe2\x82\"").text, "\"\u{fffd}\"");
    }
}
