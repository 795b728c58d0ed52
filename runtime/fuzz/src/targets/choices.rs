//! The choices of one case: random numbers of a seed, or the bytes of a fuzzing engine.

use std::ops::{Bound, RangeBounds};

use fastrand::Rng;

/// Each target turns choices into an input, so that an engine that changes bytes changes a structured input.
pub(crate) struct Choices<'a>(Source<'a>);

enum Source<'a> {
    Seed(Rng),
    /// After the last byte, every choice is the first one.
    Bytes(&'a [u8]),
}

impl Choices<'static> {
    /// The same choices for the same seed.
    pub(crate) fn of_seed(seed: u64) -> Self {
        Self(Source::Seed(Rng::with_seed(seed)))
    }
}

impl<'a> Choices<'a> {
    /// The choices that these bytes stand for.
    pub(crate) fn of_bytes(bytes: &'a [u8]) -> Self {
        Self(Source::Bytes(bytes))
    }

    /// A number of this many values, at most 2^16 under an engine.
    fn below(&mut self, count: usize) -> usize {
        match &mut self.0 {
            Source::Seed(random) => random.usize(..count),
            Source::Bytes(bytes) => {
                let width = if count > 256 { 2 } else { 1 };
                let (taken, rest) = bytes.split_at(width.min(bytes.len()));
                *bytes = rest;
                let number = taken
                    .iter()
                    .fold(0, |number, byte| number << 8 | usize::from(*byte));
                number % count
            }
        }
    }

    pub(crate) fn usize(&mut self, range: impl RangeBounds<usize>) -> usize {
        let start = match range.start_bound() {
            Bound::Included(start) => *start,
            Bound::Excluded(start) => start + 1,
            Bound::Unbounded => 0,
        };
        let end = match range.end_bound() {
            Bound::Included(end) => end + 1,
            Bound::Excluded(end) => *end,
            Bound::Unbounded => usize::from(u16::MAX),
        };
        start + self.below(end - start)
    }

    /// A byte below `count`.
    pub(crate) fn u8(&mut self, count: u8) -> u8 {
        u8::try_from(self.below(count.into())).unwrap_or_default()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap_or_default()
    }

    pub(crate) fn bool(&mut self) -> bool {
        self.below(2) == 1
    }

    /// True in one of `count` cases.
    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == count - 1
    }

    pub(crate) fn i64(&mut self) -> i64 {
        i64::from_be_bytes(std::array::from_fn(|_| self.byte()))
    }

    pub(crate) fn f64(&mut self) -> f64 {
        f64::from_bits(u64::from_be_bytes(std::array::from_fn(|_| self.byte())))
    }

    pub(crate) fn one_of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }
}
