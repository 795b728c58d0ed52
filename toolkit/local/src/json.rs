//! Is it JSON? Asked of payloads that are passed on as they came.

use serde::de::IgnoredAny;

/// Whether `bytes` are one JSON text in UTF-8; the error says what is wrong, and where.
pub(crate) fn check(bytes: &[u8]) -> Result<(), String> {
    // Skipping over a value leaves its strings unread, so their encoding is looked at first.
    std::str::from_utf8(bytes)
        .map_err(|error| format!("not UTF-8 after {} bytes", error.valid_up_to()))?;
    serde_json::from_slice::<IgnoredAny>(bytes)
        .map(|_| ())
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn any_json_value_passes_however_deep() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        for text in ["{}", "null", " \"text\" ", "[1,2.5e3]", deep.as_str()] {
            assert_eq!(check(text.as_bytes()), Ok(()));
        }
    }

    #[test]
    fn the_error_says_where() {
        assert_eq!(
            check(b"{\"a\":}"),
            Err("expected value at line 1 column 6".to_owned())
        );
        assert_eq!(
            check(b"\"\xff\""),
            Err("not UTF-8 after 1 bytes".to_owned())
        );
        assert_eq!(
            check(b""),
            Err("EOF while parsing a value at line 1 column 0".to_owned())
        );
    }
}
