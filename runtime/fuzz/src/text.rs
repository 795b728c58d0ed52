//! Texts that are easy to mishandle.

use fastrand::Rng;

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
pub(crate) fn text(random: &mut Rng) -> String {
    (0..random.usize(1..=4))
        .map(|_| PIECES[random.usize(..PIECES.len())])
        .collect()
}

/// The decoded text of a path segment, mostly one from the routes.
pub(crate) fn segment(random: &mut Rng) -> String {
    match random.u8(..10) {
        0..7 => PIECES[random.usize(..8)].to_owned(),
        7 => String::new(),
        _ => text(random),
    }
}

/// Percent-encodes the bytes that must be encoded, and some that need not be.
pub(crate) fn encoded(text: &str, random: &mut Rng) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() && random.u8(..16) > 0 {
            encoded.push(char::from(byte));
        } else if random.bool() {
            encoded.push_str(&format!("%{byte:02X}"));
        } else {
            encoded.push_str(&format!("%{byte:02x}"));
        }
    }
    encoded
}
