//! Messages of `application/vnd.amazon.eventstream`.
//! <https://smithy.io/2.0/aws/amazon-eventstream.html>

use bytes::{BufMut, Bytes, BytesMut};

/// The type of a header with a string value.
const TEXT: u8 = 7;

/// Bytes of the two lengths and their checksum.
const PRELUDE: usize = 12;

const CHECKSUM: usize = 4;

/// Returns a message with an event.
pub(super) fn event(name: &str, content_type: &str, payload: &[u8]) -> Bytes {
    let headers = headers(&[
        (":message-type", "event"),
        (":event-type", name),
        (":content-type", content_type),
    ]);
    let total = PRELUDE + headers.len() + payload.len() + CHECKSUM;
    let mut message = BytesMut::with_capacity(total);
    message.put_u32(length(total));
    message.put_u32(length(headers.len()));
    message.put_u32(crc32fast::hash(&message));
    message.put_slice(&headers);
    message.put_slice(payload);
    message.put_u32(crc32fast::hash(&message));
    message.freeze()
}

fn headers(pairs: &[(&str, &str)]) -> Vec<u8> {
    let mut written = Vec::new();
    for (name, value) in pairs {
        // All names and values are short.
        written.put_u8(u8::try_from(name.len()).unwrap_or_default());
        written.put_slice(name.as_bytes());
        written.put_u8(TEXT);
        written.put_u16(u16::try_from(value.len()).unwrap_or_default());
        written.put_slice(value.as_bytes());
    }
    written
}

/// Lengths fit: a reply has at most 200 MB.
fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checksums are CRC-32/ISO-HDLC, that of gzip. The value is the check value in the catalogue of parametrised CRC algorithms.
    #[test]
    fn checksum_is_that_of_gzip() {
        assert_eq!(crc32fast::hash(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn message_has_its_length_and_checksum() {
        let message = event("PayloadChunk", "application/octet-stream", b"hi");
        let (rest, checksum) = message.split_at(message.len() - CHECKSUM);
        assert_eq!(message[..4], length(message.len()).to_be_bytes());
        assert_eq!(checksum, crc32fast::hash(rest).to_be_bytes());
        assert!(rest.ends_with(b"hi"));
    }
}
