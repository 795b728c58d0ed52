//! Comparing bytes in constants, and reading a few of them as one word.
//!
//! Constant evaluation runs patterns and operators in few steps, and slice methods in many.

#![expect(
    clippy::many_single_char_names,
    reason = "bytes have no names of their own"
)]

pub(crate) const fn same(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[inline]
pub(super) const fn first_eight(text: &[u8]) -> Option<u64> {
    match *text {
        [a, b, c, d, e, f, g, h, ..] => Some(u64::from_le_bytes([a, b, c, d, e, f, g, h])),
        _ => None,
    }
}

#[inline]
pub(super) const fn last_eight(text: &[u8]) -> Option<u64> {
    match *text {
        [.., a, b, c, d, e, f, g, h] => Some(u64::from_le_bytes([a, b, c, d, e, f, g, h])),
        _ => None,
    }
}

/// Returns a text of less than eight bytes as a word, padded with zeros.
#[inline]
pub(super) const fn short(text: &[u8]) -> u64 {
    let length = text.len();
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        first as u64 | (last as u64) << (8 * (length - 4))
    } else if let (Some(first), Some(last)) = (text.first(), text.last()) {
        let middle = text[length / 2] as u64;
        *first as u64 | middle << (8 * (length / 2)) | (*last as u64) << (8 * (length - 1))
    } else {
        0
    }
}
