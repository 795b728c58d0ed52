//! Validation of JSON that is forwarded unchanged.

use serde::de::IgnoredAny;

/// Checks that `bytes` are one JSON text in UTF-8. The error gives the reason and the position.
pub(crate) fn check(bytes: &[u8]) -> Result<(), String> {
    // `IgnoredAny` does not decode strings, so their encoding is checked first.
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
    fn json_of_any_depth_is_valid() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        for text in ["{}", "null", " \"text\" ", "[1,2.5e3]", deep.as_str()] {
            assert_eq!(check(text.as_bytes()), Ok(()));
        }
    }

    #[test]
    fn error_has_the_position() {
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
