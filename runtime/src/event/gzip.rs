//! Data in gzip format (RFC 1952), in which CloudWatch Logs sends its events.

use std::io::{self, ErrorKind, Read};

use flate2::read::MultiGzDecoder;

/// The maximum size of decompressed data, in bytes. A batch of log events has at most 1 MB and 10,000 events
/// ([`PutLogEvents`][put]); ids and escapes make the JSON a few times as long. A larger event is an attempt to exhaust the
/// memory.
///
/// [put]: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
pub(crate) const LIMIT: usize = 32 * 1024 * 1024;

/// The first bytes of gzip data.
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Whether the data is in gzip format. JSON and UTF-8 text are not: `0x8b` begins no character.
pub(crate) fn is_gzip(data: &[u8]) -> bool {
    data.starts_with(&MAGIC)
}

pub(crate) fn decompressed(compressed: &[u8]) -> Result<Vec<u8>, String> {
    // Checked first, because the decoder reports shorter data as truncated.
    if !compressed
        .iter()
        .zip(&MAGIC)
        .all(|(found, magic)| found == magic)
    {
        return Err("not gzip: the gzip header is missing".to_owned());
    }
    let mut data = Vec::new();
    // Reading one byte more distinguishes data that is too large from data of exactly the maximum size.
    let mut decoder = MultiGzDecoder::new(compressed).take(LIMIT as u64 + 1);
    decoder
        .read_to_end(&mut data)
        .map_err(|error| described(&error))?;
    if data.len() > LIMIT {
        return Err("the decompressed data has more than 32 MB".to_owned());
    }
    Ok(data)
}

fn described(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::UnexpectedEof => "the gzip data is truncated".to_owned(),
        _ => format!("not gzip: {error}"),
    }
}
