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
    let (head, rest) = path.split_at(start + segment(bytes, skip(bytes, start)));
    let (_, segment) = head.split_at(start);
    Some((segment, rest))
}

/// Returns the length of the segment at the beginning of `left`, a suffix of `path` that is not empty.
pub(super) const fn segment(path: &[u8], left: &[u8]) -> usize {
    let tail = Tail::of(path);
    tail.length(left, tail.word(left))
}

/// Returns where the first segment of `path` at or after `from` begins.
#[inline]
pub(super) const fn start(path: &[u8], from: usize) -> Option<usize> {
    if from >= path.len() || from + 1 == path.len() && path[from] == b'/' {
        return None;
    }
    Some(if path[from] == b'/' { from + 1 } else { from })
}

/// The last eight bytes of a path, from which the bytes of a shorter suffix are cut out.
#[derive(Clone, Copy)]
pub(super) struct Tail(u64);

impl Tail {
    #[inline]
    pub(super) const fn of(path: &[u8]) -> Self {
        Self(match last_eight(path) {
            Some(last) => last,
            None => of_short_path(path),
        })
    }

    /// Returns the first eight bytes of `left`, a suffix of the path that is not empty. Fewer bytes are padded with zeros.
    #[inline]
    pub(super) const fn word(self, left: &[u8]) -> u64 {
        match first_eight(left) {
            Some(eight) => eight,
            None => self.0 >> (64 - 8 * left.len()),
        }
    }

    /// Returns the first 16 bytes of the segment at the beginning of `left`, a suffix of the path that is not empty and begins with
    /// `word`. Fewer bytes are padded with zeros.
    #[inline]
    pub(super) const fn prefix(self, left: &[u8], word: u64) -> [u64; 2] {
        let slashes = slashes(word);
        if slashes != 0 {
            return [word & before_lowest(slashes), 0];
        }
        let rest = skip_eight(left);
        if rest.is_empty() {
            return [word, 0];
        }
        let second = self.word(rest);
        match self::slashes(second) {
            0 => [word, second],
            slashes => [word, second & before_lowest(slashes)],
        }
    }

    /// Returns the length of the segment at the beginning of `left`, a suffix of the path that is not empty and begins with `word`.
    #[expect(
        clippy::inline_always,
        reason = "keeps the word in a register; the compiler considers it too long to inline"
    )]
    #[inline(always)]
    pub(super) const fn length(self, left: &[u8], word: u64) -> usize {
        let slashes = slashes(word);
        if slashes != 0 {
            return slashes.trailing_zeros() as usize / 8;
        }
        if left.len() <= 8 {
            return left.len();
        }
        self.long(left)
    }

    /// Returns the length of a segment without a slash among its first eight bytes.
    #[cold]
    #[inline(never)]
    const fn long(self, left: &[u8]) -> usize {
        let mut before = 8;
        let mut rest = skip_eight(left);
        while !rest.is_empty() {
            let slashes = slashes(self.word(rest));
            if slashes != 0 {
                return before + slashes.trailing_zeros() as usize / 8;
            }
            before += 8;
            rest = skip_eight(rest);
        }
        left.len()
    }
}

#[cold]
#[inline(never)]
const fn of_short_path(path: &[u8]) -> u64 {
    match path.len() {
        0 => 0,
        length => short(path) << (64 - 8 * length),
    }
}

/// Returns a word with the highest bit of each byte that is a slash. Only the lowest such bit is exact.
#[inline]
const fn slashes(word: u64) -> u64 {
    const LOW: u64 = 0x0101_0101_0101_0101;
    let differing = word ^ (LOW * b'/' as u64);
    differing.wrapping_sub(LOW) & !differing & (LOW << 7)
}

/// Returns the bits of the bytes before the lowest one that is marked.
#[inline]
const fn before_lowest(marks: u64) -> u64 {
    (marks ^ (marks - 1)) >> 8
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
    use crate::table::words::Words;

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
    fn prefix_holds_first_16_bytes_of_the_segment() {
        let all = "abcdefghijklmnopqrstuvwxyz0123456789ABCD";
        for length in 0..=all.len() {
            for rest in ["", "/", "/x", "/./é", "/another-segment/x"] {
                let path = format!("{}{rest}", &all[..length]);
                let path = path.as_bytes();
                if path.is_empty() {
                    continue;
                }
                let tail = Tail::of(path);
                let word = tail.word(path);
                let mut bytes = all.as_bytes()[..length.min(16)].to_vec();
                bytes.resize(16, 0);
                assert_eq!(tail.length(path, word), length, "{path:?}");
                let prefix = tail.prefix(path, word);
                assert_eq!(prefix.map(u64::to_le_bytes).concat(), bytes, "{path:?}");
                let words = Words::of_name(0, &path[..length]);
                assert_eq!(words.prefix(), prefix, "{path:?}");
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
