//! Percent-decoding, RFC 3986 section 2.1.

/// Decodes the escapes of a path. Text that is no escape, or escapes that are not UTF-8, stay as they are: the gateway
/// passes a request on, it does not judge it.
pub(crate) fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    String::from_utf8(decode_bytes(text)).unwrap_or_else(|_| text.to_owned())
}

/// As [`decode`], for a name or a value of a query, where `+` is a space.
pub(crate) fn decode_query(text: &str) -> String {
    decode(&text.replace('+', " "))
}

fn decode_bytes(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match (byte, digit(bytes, at + 1), digit(bytes, at + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push(high << 4 | low);
                at += 3;
            }
            _ => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    decoded
}

fn digit(bytes: &[u8], at: usize) -> Option<u8> {
    let digit = char::from(*bytes.get(at)?).to_digit(16)?;
    u8::try_from(digit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded_once() {
        assert_eq!(
            decode("/space%20value/%C3%A9%2f%2520"),
            "/space value/é/%20"
        );
        assert_eq!(decode("a+b"), "a+b");
        assert_eq!(decode_query("a+b%2Bc"), "a b+c");
    }

    #[test]
    fn what_is_no_escape_stays() {
        for text in ["%", "%2", "%zz", "100%", "%ff"] {
            assert_eq!(decode(text), text);
        }
    }
}
