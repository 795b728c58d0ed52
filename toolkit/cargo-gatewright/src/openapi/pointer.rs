//! JSON pointers (RFC 6901).

use serde_json::Value;
use std::fmt::Write as _;

/// Adds a member to a pointer.
pub(super) fn join(pointer: &str, member: &str) -> String {
    let mut joined = pointer.to_owned();
    joined.push('/');
    for character in member.chars() {
        match character {
            '~' => joined.push_str("~0"),
            '/' => joined.push_str("~1"),
            other => joined.push(other),
        }
    }
    joined
}

/// Adds an index to a pointer.
pub(super) fn at(pointer: &str, index: usize) -> String {
    let mut joined = pointer.to_owned();
    // Writing to a string does not fail.
    let _ = write!(joined, "/{index}");
    joined
}

/// Follows a reference such as `#/components/schemas/Order`, and returns the pointer with its value.
pub(super) fn follow<'a>(document: &'a Value, reference: &str) -> Option<(String, &'a Value)> {
    let pointer = reference.strip_prefix('#')?;
    let decoded = percent_encoding::percent_decode_str(pointer)
        .decode_utf8()
        .ok()?;
    let value = document.pointer(&decoded)?;
    Some((decoded.into_owned(), value))
}
