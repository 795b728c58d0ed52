//! Ranges of bytes (RFC 9110, section 14).

use std::ops::Range;

/// What a `Range` header asks of a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// The whole body: the header is malformed, or has another unit or several ranges.
    Whole,
    /// A part of it.
    Part(Range<usize>),
    /// Bytes that it does not have.
    Unsatisfiable,
}

/// Reads a `Range` header for a body of `length` bytes.
pub(super) fn asked(header: &str, length: usize) -> Asked {
    // Clients that add a range to every request are to receive an empty body too, and `Content-Range` cannot express one.
    if length == 0 {
        return Asked::Whole;
    }
    read(header, length).unwrap_or(Asked::Whole)
}

fn read(header: &str, length: usize) -> Option<Asked> {
    let (unit, ranges) = header.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let mut found = Asked::Unsatisfiable;
    let mut count = 0;
    for range in ranges
        .split(',')
        .map(|range| range.trim_matches([' ', '\t']))
    {
        if range.is_empty() {
            continue;
        }
        count += 1;
        found = match (one(range, length)?, found) {
            (one, _) if count == 1 => one,
            (Asked::Unsatisfiable, Asked::Unsatisfiable) => Asked::Unsatisfiable,
            _ => Asked::Whole,
        };
    }
    (count > 0).then_some(found)
}

/// Reads one range: `0-499`, `500-` or `-500`.
fn one(range: &str, length: usize) -> Option<Asked> {
    let part = match range.split_once('-')? {
        ("", last) => length.saturating_sub(number(last)?)..length,
        (first, last) => {
            let first = number(first)?;
            let end = match last {
                "" => length,
                last => number(last)
                    .filter(|last| *last >= first)?
                    .saturating_add(1),
            };
            first..end.min(length)
        }
    };
    if part.start < length {
        Some(Asked::Part(part))
    } else {
        Some(Asked::Unsatisfiable)
    }
}

/// A number of any size. One that is too large for a length is larger than every length.
fn number(digits: &str) -> Option<usize> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 9110, 14.1.2, for a body of 10,000 bytes.
    #[test]
    fn ranges_are_those_of_rfc_9110() {
        for (header, part) in [
            ("bytes=0-499", 0..500),
            ("bytes=500-999", 500..1_000),
            ("bytes=-500", 9_500..10_000),
            ("bytes=9500-", 9_500..10_000),
            ("BYTES = 0-0", 0..1),
            ("bytes=0-18446744073709551616", 0..10_000),
            ("bytes=-20000", 0..10_000),
            ("bytes=9999-9999,", 9_999..10_000),
        ] {
            assert_eq!(asked(header, 10_000), Asked::Part(part), "{header}");
        }
        for header in [
            "bytes=10000-",
            "bytes=18446744073709551616-",
            "bytes=-0",
            "bytes=10000-10001,-0",
        ] {
            assert_eq!(asked(header, 10_000), Asked::Unsatisfiable, "{header}");
        }
        for header in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "bytes=5-4",
            "bytes=+1-4",
            "lines=0-1",
            "bytes=0-0,-1",
            "bytes=0-0,10000-",
            "bytes=10000-,0-0",
            "bytes=0-0, 3-x",
        ] {
            assert_eq!(asked(header, 10_000), Asked::Whole, "{header}");
        }
        assert_eq!(asked("bytes=0-", 0), Asked::Whole);
    }
}
