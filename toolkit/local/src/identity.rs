//! Identifiers in Lambda's formats.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Creates a request id: a version 4 UUID. It is unique in this process, and not secret.
pub(crate) fn request_id() -> String {
    let high = random() & !0xf000 | 0x4000;
    let low = random() & !(0b11 << 62) | 0b10 << 62;
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

/// Creates an X-Ray trace header. It is not sampled, because there is no X-Ray daemon.
pub(crate) fn trace_header() -> String {
    let seconds = epoch().as_secs();
    let (high, low, parent) = (random() >> 32, random(), random());
    format!("Root=1-{seconds:08x}-{high:08x}{low:016x};Parent={parent:016x};Sampled=0")
}

/// Creates the 32 hexadecimal digits at the end of a log stream's name.
pub(crate) fn log_stream_suffix() -> String {
    format!("{:016x}{:016x}", random(), random())
}

/// Returns the time since the epoch, or zero if the clock is set before it.
pub(crate) fn epoch() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

/// Returns a random number from the keys of a new hasher, the only source of randomness in the standard library.
fn random() -> u64 {
    RandomState::new().hash_one(epoch())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_ids_are_unique_version_4_uuids() {
        let ids: std::collections::HashSet<_> = (0..1000).map(|_| request_id()).collect();
        assert_eq!(ids.len(), 1000);
        for id in ids {
            let parts: Vec<_> = id.split('-').map(str::len).collect();
            assert_eq!(parts, [8, 4, 4, 4, 12], "{id}");
            assert_eq!(id.as_bytes()[14], b'4', "{id}");
            assert!(b"89ab".contains(&id.as_bytes()[19]), "{id}");
        }
    }

    #[test]
    fn trace_header_has_the_documented_widths() {
        let header = trace_header();
        let parts: Vec<_> = header.split([';', '-', '=']).map(str::len).collect();
        assert_eq!(parts, [4, 1, 8, 24, 6, 16, 7, 1], "{header}");
    }
}
