//! A name as a few words, which are hashed and compared instead of its bytes.
//!
//! Constant evaluation runs this code unoptimised, and a call costs as much as ten operators. The code therefore uses patterns
//! and operators instead of methods of slices and integers, some of which are twenty calls. The machine code is the same.

#![expect(
    clippy::cast_possible_truncation,
    reason = "a hash folds wide words into narrow ones on purpose, and no name has 2^32 bytes"
)]
#![expect(
    clippy::many_single_char_names,
    reason = "bytes have no names of their own"
)]
use super::bytes::{first_eight, last_eight, short};
use super::segments::skip;

/// Odd constants with well-spread bits (the fractional parts of the golden ratio and of the square root of 3).
const SPREAD: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xBB67_AE85_84CA_A73B];

/// A name with its owner. The words hold the whole of a name of up to 32 bytes, and a part of a longer one.
///
/// The owner, `of`, distinguishes equal names: it is the parent node of an edge, the id of an event source, and 0 for operations.
#[derive(Clone, Copy)]
pub(super) struct Words {
    of_and_length: u64,
    pub(super) words: [u64; 4],
}

impl Words {
    /// The length in bytes up to which the words hold the whole name.
    pub(super) const LONGEST: usize = 32;

    /// The words of an empty slot, which no name has.
    pub(super) const NONE: Self = Self {
        of_and_length: u64::MAX,
        words: [0; 4],
    };

    /// Makes the words of a complete name from its first and last bytes. Only the first branch depends on the length.
    #[inline]
    pub(super) const fn of_name(of: u32, name: &[u8]) -> Self {
        let words = if let (Some(first), Some(last)) = (first_sixteen(name), last_sixteen(name)) {
            [
                first as u64,
                (first >> 64) as u64,
                last as u64,
                (last >> 64) as u64,
            ]
        } else if let (Some(first), Some(last)) = (first_eight(name), last_eight(name)) {
            [first, last, 0, 0]
        } else {
            [short(name), 0, 0, 0]
        };
        Self::new(of, name.len(), words)
    }

    /// Makes the words of the first `length` bytes of `left`, in constants, where slicing takes longer than reading.
    pub(super) const fn of_segment(of: u32, left: &[u8], length: usize) -> Self {
        let words = match first_eight(left) {
            Some(first) if length >= 8 => {
                let last = eight_at(left, length - 8);
                if length < 16 {
                    [first, last, 0, 0]
                } else {
                    [first, eight_at(left, 8), eight_at(left, length - 16), last]
                }
            }
            Some(first) => [first & ((1 << (8 * length)) - 1), 0, 0, 0],
            None => [short(left) & ((1 << (8 * length)) - 1), 0, 0, 0],
        };
        Self::new(of, length, words)
    }

    pub(super) const fn length(&self) -> u32 {
        self.of_and_length as u32
    }

    #[inline]
    pub(super) const fn new(of: u32, length: usize, words: [u64; 4]) -> Self {
        Self {
            of_and_length: (of as u64) << 32 | length as u64,
            words,
        }
    }

    /// Returns a folded multiplication of the words. Equal words have equal hashes; other names collide only if they are crafted
    /// to.
    #[inline]
    pub(super) const fn hash(&self) -> u64 {
        let [first, second, third, fourth] = self.words;
        // Sums, because the words of a name of 16 bytes are the same in pairs.
        let left = first.wrapping_add(third) ^ self.of_and_length ^ SPREAD[0];
        let right = second.wrapping_add(fourth) ^ SPREAD[1];
        let product = left as u128 * right as u128;
        product as u64 ^ (product >> 64) as u64
    }

    /// Whether the words are the same.
    #[inline]
    pub(super) const fn eq(&self, other: &Self) -> bool {
        let differing = (self.of_and_length ^ other.of_and_length)
            | (self.words[0] ^ other.words[0])
            | (self.words[1] ^ other.words[1])
            | (self.words[2] ^ other.words[2])
            | (self.words[3] ^ other.words[3]);
        differing == 0
    }

    /// Returns the owner, which must be a node.
    pub(super) const fn of(&self) -> u16 {
        (self.of_and_length >> 32) as u16
    }

    /// Returns the first 16 bytes of the name, padded with zeros.
    pub(super) const fn prefix(&self) -> [u64; 2] {
        let [first, second, ..] = self.words;
        match self.length() {
            ..=8 => [first, 0],
            // The second word overlaps the first.
            length @ 9..16 => [first, second >> (8 * (16 - length))],
            16.. => [first, second],
        }
    }

    /// Whether the name is longer than the words.
    #[inline]
    pub(super) const fn is_truncated(&self) -> bool {
        self.length() > Self::LONGEST as u32
    }
}

#[inline]
pub(super) const fn first_sixteen(text: &[u8]) -> Option<u128> {
    match *text {
        [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, ..] => Some(u128::from_le_bytes([
            a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p,
        ])),
        _ => None,
    }
}

#[inline]
pub(super) const fn last_sixteen(text: &[u8]) -> Option<u128> {
    match *text {
        [.., a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] => Some(u128::from_le_bytes([
            a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p,
        ])),
        _ => None,
    }
}

/// Returns the eight bytes at this offset, which must exist.
const fn eight_at(text: &[u8], at: usize) -> u64 {
    match first_eight(skip(text, at)) {
        Some(eight) => eight,
        None => 0,
    }
}
