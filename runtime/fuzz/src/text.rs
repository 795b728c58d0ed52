//! Texts that are easy to get wrong.

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

/// One to four pieces after another.
pub(crate) fn text(random: &mut Rng) -> String {
    (0..random.usize(1..=4))
        .map(|_| PIECES[random.usize(..PIECES.len())])
        .collect()
}

/// A text that a segment of a path can hold when it is decoded; mostly one that the routes know.
pub(crate) fn segment(random: &mut Rng) -> String {
    match random.u8(..10) {
        0..7 => PIECES[random.usize(..8)].to_owned(),
        7 => String::new(),
        _ => text(random),
    }
}

/// Percent-encodes what has to be, and some of what need not be.
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
