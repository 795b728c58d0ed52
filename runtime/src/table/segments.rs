//! Paths and path templates, segment by segment.

use std::borrow::Cow;

use super::bytes::{first_eight, last_eight, short};

/// One segment of a template: `orders`, `{id}` or `{rest+}`.
#[derive(Clone, Copy)]
pub(super) enum Segment {
    Literal,
    Parameter(&'static str),
    Remainder(&'static str),
}

/// The kind of a template segment.
pub(super) enum Kind {
    Literal,
    Parameter,
    Remainder,
}

/// Returns the kind of the segment in the first `length` bytes.
pub(super) const fn kind(left: &[u8], length: usize) -> Kind {
    if length < 2 || left[0] != b'{' || left[length - 1] != b'}' {
        Kind::Literal
    } else if left[length - 2] == b'+' {
        Kind::Remainder
    } else {
        Kind::Parameter
    }
}

/// Iterates over the segments of a template in constants.
pub(super) struct Segments {
    rest: &'static str,
}

impl Segments {
    pub(super) const fn of(template: &'static str) -> Self {
        Self { rest: template }
    }

    pub(super) const fn next(&mut self) -> Option<Segment> {
        let Some((segment, rest)) = split(self.rest) else {
            return None;
        };
        self.rest = rest;
        let length = segment.len();
        Some(match kind(segment.as_bytes(), length) {
            Kind::Literal => Segment::Literal,
            Kind::Parameter => Segment::Parameter(segment.split_at(1).1.split_at(length - 2).0),
            Kind::Remainder => Segment::Remainder(segment.split_at(1).1.split_at(length - 3).0),
        })
    }
}

/// Splits off the first segment of `path`. A trailing slash adds no segment: `/x/` and `/x` both have one.
const fn split(path: &str) -> Option<(&str, &str)> {
    let bytes = path.as_bytes();
    let Some(start) = start(bytes, 0) else {
        return None;
    };
    let (head, rest) = path.split_at(start + Piece::read(bytes, skip(bytes, start)).length);
    let (_, segment) = head.split_at(start);
    Some((segment, rest))
}

/// Returns where the first segment of `path` at or after `from` begins.
#[inline]
pub(super) const fn start(path: &[u8], from: usize) -> Option<usize> {
    if from >= path.len() || from + 1 == path.len() && path[from] == b'/' {
        return None;
    }
    Some(if path[from] == b'/' { from + 1 } else { from })
}

/// A segment's length and its first 32 bytes as words, padded with zeros. Finding the end of the segment reads them anyway.
#[derive(Clone, Copy)]
pub(super) struct Piece {
    pub(super) length: usize,
    pub(super) words: [u64; 4],
}

impl Piece {
    /// Reads from the beginning of `left`, a suffix of `path`, to the first slash.
    pub(super) const fn read(path: &[u8], left: &[u8]) -> Self {
        let (words, length) = short_piece(path, left);
        if length < 16 {
            return Self::of(length, [words[0], words[1], 0, 0]);
        }
        Self::continue_reading(path, left, words)
    }

    /// Reads a segment of 16 bytes or more, whose first words [`short_piece`] has read.
    #[expect(
        clippy::inline_always,
        reason = "keeps the words in registers; the compiler considers it too long to inline"
    )]
    #[inline(always)]
    pub(super) const fn continue_reading(
        path: &[u8],
        left: &[u8],
        [first, second]: [u64; 2],
    ) -> Self {
        let left = skip_eight(skip_eight(left));
        let (third, length) = upto_slash(path, left);
        if length < 8 {
            return Self::of(16 + length, [first, second, third, 0]);
        }
        let left = skip_eight(left);
        let (fourth, length) = upto_slash(path, left);
        let mut all = 24 + length;
        if length == 8 {
            all += upto_end(skip_eight(left));
        }
        Self::of(all, [first, second, third, fourth])
    }

    #[inline]
    const fn of(length: usize, words: [u64; 4]) -> Self {
        Self { length, words }
    }
}

/// Returns the words and the length of a [`Piece`] that is shorter than 16 bytes, as most are, in registers. For a longer one the
/// length is 16.
#[expect(
    clippy::inline_always,
    reason = "keeps the words in registers; the compiler considers it too long to inline"
)]
#[inline(always)]
pub(super) const fn short_piece(path: &[u8], left: &[u8]) -> ([u64; 2], usize) {
    let (first, length) = upto_slash(path, left);
    if length < 8 {
        return ([first, 0], length);
    }
    let (second, length) = upto_slash(path, skip_eight(left));
    ([first, second], 8 + length)
}

/// Returns the number of bytes before the first slash.
#[cold]
#[inline(never)]
const fn upto_end(mut left: &[u8]) -> usize {
    let mut length = 0;
    while let [byte, rest @ ..] = left
        && *byte != b'/'
    {
        length += 1;
        left = rest;
    }
    length
}

/// Returns the bytes before the first slash of `left`, a suffix of `path`, padded with zeros, and their number: at most eight.
#[inline]
const fn upto_slash(path: &[u8], left: &[u8]) -> (u64, usize) {
    const LOW: u64 = 0x0101_0101_0101_0101;
    let (eight, length) = match first_eight(left) {
        Some(eight) => (eight, 8),
        None => (tail(path, left), left.len()),
    };
    let differing = eight ^ (LOW * b'/' as u64);
    // The lowest set bit is in the first byte that does not differ.
    let slashes = differing.wrapping_sub(LOW) & !differing & (LOW << 7);
    if slashes == 0 {
        return (eight, length);
    }
    let before = slashes.trailing_zeros() - 7;
    (eight & ((1 << before) - 1), before as usize / 8)
}

/// Returns the last bytes of `path`, less than eight, padded with zeros.
#[inline]
const fn tail(path: &[u8], left: &[u8]) -> u64 {
    match last_eight(path) {
        // Two shifts, because `left` may be empty and a shift by 64 overflows.
        Some(last) => last >> (8 * (7 - left.len())) >> 8,
        None => short_path(left),
    }
}

#[cold]
#[inline(never)]
const fn short_path(left: &[u8]) -> u64 {
    short(left)
}

/// Skips eight bytes, which must exist.
#[inline]
const fn skip_eight(left: &[u8]) -> &[u8] {
    match left {
        [_, _, _, _, _, _, _, _, rest @ ..] => rest,
        _ => &[],
    }
}

/// Skips `count` bytes. Uses patterns, because `split_at` takes constant evaluation a hundred times as long as one of them.
pub(super) const fn skip(mut left: &[u8], mut count: usize) -> &[u8] {
    while count >= 8 {
        left = skip_eight(left);
        count -= 8;
    }
    while count > 0
        && let [_, rest @ ..] = left
    {
        left = rest;
        count -= 1;
    }
    left
}

/// Returns the end of the remainder that begins at `start`. It excludes a trailing slash. Empty segments alone are not a remainder.
pub(super) fn remainder_end(path: &[u8], start: usize) -> Option<usize> {
    let all = &path[start..];
    let trimmed = all.strip_suffix(b"/").unwrap_or(all);
    let has_text = trimmed.iter().any(|byte| *byte != b'/');
    has_text.then_some(start + trimmed.len())
}

/// Returns the maximum number of segments in a template, and how many of them are literals. The macros allow braces only around
/// parameters.
pub(super) const fn counts(template: &[u8]) -> (usize, usize) {
    let mut segments = !matches!(template, [] | [b'/', ..]) as usize;
    let mut parameters = 0;
    let mut left = template;
    while let [byte, rest @ ..] = left {
        match *byte {
            b'/' => segments += 1,
            b'{' => parameters += 1,
            _ => {}
        }
        left = rest;
    }
    (segments, segments - parameters)
}

/// Returns the number of parameters in a template, including a remainder.
pub const fn parameter_count(template: &'static str) -> usize {
    let mut segments = Segments::of(template);
    let mut count = 0;
    while let Some(segment) = segments.next() {
        if !matches!(segment, Segment::Literal) {
            count += 1;
        }
    }
    count
}

/// Returns the name of the parameter at this index, or an empty string after the last.
pub(crate) const fn parameter_at(template: &'static str, index: usize) -> &'static str {
    let mut segments = Segments::of(template);
    let mut at = 0;
    while let Some(segment) = segments.next() {
        if let Segment::Parameter(name) | Segment::Remainder(name) = segment {
            if at == index {
                return name;
            }
            at += 1;
        }
    }
    ""
}

/// Iterates over the names of a template's parameters, in order.
pub(crate) fn parameter_names(template: &'static str) -> impl Iterator<Item = &'static str> {
    let mut segments = Segments::of(template);
    std::iter::from_fn(move || {
        loop {
            match segments.next()? {
                Segment::Literal => {}
                Segment::Parameter(name) | Segment::Remainder(name) => return Some(name),
            }
        }
    })
}

/// Decodes `%41` to `A`, once. Returns `None` for a `%` without two hexadecimal digits, and for bytes that are not UTF-8.
pub(crate) fn percent_decoded(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => hex_digit(bytes.next()?)? << 4 | hex_digit(bytes.next()?)?,
            byte => byte,
        });
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn template_is_read_in_segments() {
        let mut segments = Segments::of("/files/{id}/{rest+}");
        assert!(matches!(segments.next(), Some(Segment::Literal)));
        assert!(matches!(segments.next(), Some(Segment::Parameter("id"))));
        assert!(matches!(segments.next(), Some(Segment::Remainder("rest"))));
        assert!(segments.next().is_none());
        assert_eq!(parameter_count("/files/{id}/{rest+}"), 2);
        assert_eq!(
            parameter_names("/files/{id}/{rest+}").collect::<Vec<_>>(),
            ["id", "rest"]
        );
    }

    #[test]
    fn trailing_slash_adds_no_segment_double_slash_adds_empty_one() {
        assert_eq!(split("/x/"), Some(("x", "/")));
        assert_eq!(split("/"), None);
        assert_eq!(split(""), None);
        assert_eq!(split("//x"), Some(("", "/x")));
    }

    #[test]
    fn segment_of_any_length_ends_at_first_slash() {
        for length in 0..20 {
            let (segment, rest) = ("s".repeat(length), "/0./é/rest-of-the-path");
            let path = format!("/{segment}{rest}");
            assert_eq!(split(&path), Some((&*segment, rest)));
            assert_eq!(
                split(&path[..=length]).map(|it| it.1),
                (length > 0).then_some("")
            );
        }
    }

    #[test]
    fn counts_match_the_segments_read() {
        for template in ["/x", "/x/{y}", "/{x}/y/{z+}", "/{x}/{y}", "x/{y}"] {
            let mut segments = Segments::of(template);
            let (mut count, mut literals) = (0, 0);
            while let Some(segment) = segments.next() {
                count += 1;
                literals += usize::from(matches!(segment, Segment::Literal));
            }
            assert_eq!(counts(template.as_bytes()), (count, literals), "{template}");
        }
        assert_eq!(counts(b"/").0, 1, "one too many costs only a node");
    }

    #[test]
    fn piece_holds_first_32_bytes_and_length() {
        let path = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";
        for length in 0..=path.len() {
            for rest in ["", "/", "/x", "/another-segment/x"] {
                let path = format!("{}{rest}", &path[..length]);
                let piece = Piece::read(path.as_bytes(), path.as_bytes());
                let mut bytes = path.as_bytes()[..length.min(32)].to_vec();
                bytes.resize(32, 0);
                assert_eq!(piece.length, length, "{path}");
                assert_eq!(piece.words.map(u64::to_le_bytes).concat(), bytes, "{path}");
            }
        }
    }

    #[test]
    fn percent_encoding_is_decoded_once() {
        assert_eq!(percent_decoded("a%20b").as_deref(), Some("a b"));
        assert_eq!(percent_decoded("a%2520b").as_deref(), Some("a%20b"));
        assert_eq!(percent_decoded("%C3%A9").as_deref(), Some("é"));
        assert_eq!(percent_decoded("%zz"), None);
        assert_eq!(percent_decoded("%4"), None);
        assert_eq!(percent_decoded("%FF"), None);
        assert_eq!(percent_decoded("%+1"), None);
    }
}
