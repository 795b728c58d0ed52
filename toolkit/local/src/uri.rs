//! Percent-decoding of paths and queries (RFC 3986, section 2.1).

use percent_encoding::percent_decode_str;

/// Decodes a path. Invalid escapes, and text that would not be UTF-8, stay as they are, as API Gateway passes them on.
pub(crate) fn decode_path(text: &str) -> String {
    percent_decode_str(text)
        .decode_utf8()
        .map_or_else(|_| text.to_owned(), Into::into)
}

/// Decodes a name or a value of a query, where `+` is a space.
pub(crate) fn decode_query(text: &str) -> String {
    decode_path(&text.replace('+', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded_once() {
        assert_eq!(
            decode_path("/space%20value/%C3%A9%2f%2520"),
            "/space value/é/%20"
        );
        assert_eq!(decode_path("a+b"), "a+b");
        assert_eq!(decode_query("a+b%2Bc"), "a b+c");
    }

    #[test]
    fn invalid_escapes_stay() {
        for text in ["%", "%2", "%zz", "100%", "%ff"] {
            assert_eq!(decode_path(text), text);
        }
    }
}
