//! Messages of the type `application/vnd.amazon.eventstream`.
//! <https://smithy.io/2.0/aws/amazon-eventstream.html>

use bytes::{BufMut, Bytes, BytesMut};

/// The type of a header whose value is text.
const TEXT: u8 = 7;

/// Twice the length, and the checksum of these two.
const PRELUDE: usize = 12;

const CHECKSUM: usize = 4;

/// A message that carries an event of this name.
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
    message.put_u32(crc32(&message));
    message.put_slice(&headers);
    message.put_slice(payload);
    message.put_u32(crc32(&message));
    message.freeze()
}

fn headers(pairs: &[(&str, &str)]) -> Vec<u8> {
    let mut written = Vec::new();
    for (name, value) in pairs {
        // All of them are short.
        written.put_u8(u8::try_from(name.len()).unwrap_or_default());
        written.put_slice(name.as_bytes());
        written.put_u8(TEXT);
        written.put_u16(u16::try_from(value.len()).unwrap_or_default());
        written.put_slice(value.as_bytes());
    }
    written
}

/// A reply has at most 200 MB.
fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// The checksum of gzip and PNG (ISO 3309).
fn crc32(bytes: &[u8]) -> u32 {
    let of_byte = |mut remainder: u32| {
        for _ in 0..8 {
            let carry = remainder & 1;
            remainder >>= 1;
            remainder ^= 0xEDB8_8320 * carry;
        }
        remainder
    };
    !bytes.iter().fold(!0, |checksum: u32, byte| {
        let [low, ..] = checksum.to_le_bytes();
        (checksum >> 8) ^ of_byte(u32::from(low ^ byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check value of the algorithm in the catalogue of parametrised CRC algorithms (CRC-32/ISO-HDLC).
    #[test]
    fn the_checksum_is_the_usual_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn a_message_says_its_lengths_and_ends_with_its_checksum() {
        let message = event("PayloadChunk", "application/octet-stream", b"hi");
        let (rest, checksum) = message.split_at(message.len() - CHECKSUM);
        assert_eq!(message[..4], length(message.len()).to_be_bytes());
        assert_eq!(checksum, crc32(rest).to_be_bytes());
        assert!(rest.ends_with(b"hi"));
    }
}
