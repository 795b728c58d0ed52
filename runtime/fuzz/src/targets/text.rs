//! Texts that are easy to mishandle.

use super::choices::Choices;

const PIECES: &[&str] = &[
    "a",
    "b",
    "c",
    "d",
    "f",
    "h",
    "i",
    "o",
    "orders",
    ".",
    "..",
    "%",
    "%2F",
    "%zz",
    "/",
    "?",
    "&",
    "=",
    "+",
    " ",
    "#",
    ";",
    ",",
    ":",
    "\"",
    "\\",
    "\n",
    "\t",
    "\u{0}",
    "\u{7f}",
    "é",
    "\u{1F980}",
    "\u{fffd}",
    "\u{202e}",
    "{x}",
    "{rest+}",
    "null",
    "true",
    "0",
    "-1",
    "1e400",
    "Records",
    "$default",
    "__proto__",
];

/// One to four pieces in sequence.
pub(super) fn text(random: &mut Choices<'_>) -> String {
    (0..random.usize(1..=4))
        .map(|_| PIECES[random.usize(..PIECES.len())])
        .collect()
}

/// Text in which escapes are as frequent as other characters: valid ones, of bytes that are not UTF-8, and malformed ones.
pub(super) fn escaped(random: &mut Choices<'_>) -> String {
    let mut all = String::new();
    for _ in 0..random.usize(..8) {
        match random.u8(8) {
            0 => all.push_str(&format!("%{:02X}", random.byte())),
            1 => all.push_str(&format!("%{:02x}", random.byte())),
            2 => all.push_str(&encoded("\u{e9}\u{1F980}", random)),
            3 => all.push_str(random.one_of(&["%", "%4", "%zz", "%+1", "%%41", "%C3%28", "%00"])),
            4 => all.push_str(random.one_of(&["+", "&", "=", ";", "&&", "=="])),
            _ => all.push_str(&text(random)),
        }
    }
    all
}

/// Decodes escapes as `percent-encoding` does. Returns `None` for a malformed escape, which that crate passes on, and for other bytes than
/// UTF-8.
pub(super) fn decoded(text: &str) -> Option<String> {
    let escapes = text.split('%').skip(1);
    let is_well_formed = escapes
        .map(str::as_bytes)
        .all(|escape| escape.len() >= 2 && escape[..2].iter().all(u8::is_ascii_hexdigit));
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    decoded.ok().filter(|_| is_well_formed).map(Into::into)
}

/// The decoded text of a path segment, mostly one from the routes.
pub(super) fn segment(random: &mut Choices<'_>) -> String {
    match random.u8(10) {
        0..7 => PIECES[random.usize(..8)].to_owned(),
        7 => String::new(),
        _ => text(random),
    }
}

/// Percent-encodes the bytes that must be encoded, and some that need not be.
pub(super) fn encoded(text: &str, random: &mut Choices<'_>) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() && random.u8(16) > 0 {
            encoded.push(char::from(byte));
        } else if random.bool() {
            encoded.push_str(&format!("%{byte:02X}"));
        } else {
            encoded.push_str(&format!("%{byte:02x}"));
        }
    }
    encoded
}
