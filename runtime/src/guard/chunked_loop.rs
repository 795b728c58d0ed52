//! A `for` loop that runs in chunks, with an interrupt check between two chunks and none within one.
//!
//! A check in the loop itself is a load that LLVM must keep, and it prevents vectorisation. Generated code therefore runs a loop
//! whose body only calculates as
//! ```text
//! match chunked_loop(numbers) { mut it => while it.has_next_chunk() { for n in it.chunk() { sum += n } } }
//! ```
//! This bounds the time between two checks only if the iterator itself is cheap. [`CheapIterator`] marks such iterators; the
//! items of any other are checked one by one.

use std::iter::{self, Chain, Copied, Enumerate, Peekable, Rev, Skip, StepBy, Take, Zip};
use std::ops::{Range, RangeFrom, RangeInclusive};
use std::{array, slice, str, vec};

use crate::guard::interrupt::tick;

/// The number of items between two checks: microseconds of work, beside which the cost of a check is negligible.
const LENGTH: usize = 4096;

/// An iterator that is walked in chunks.
#[derive(Debug)]
pub struct ChunkedLoop<I> {
    iter: I,
    /// Whether the last chunk ended before the iterator did: `false` after the end, and after the loop's body was left early.
    is_left: bool,
}

/// Starts a chunked loop over the iterable of a `for` loop.
#[allow(
    clippy::inline_always,
    reason = "part of the user's loop, and has to be inlined into it"
)]
#[inline(always)]
pub fn chunked_loop<T: IntoIterator>(from: T) -> ChunkedLoop<T::IntoIter> {
    ChunkedLoop {
        iter: from.into_iter(),
        is_left: true,
    }
}

impl<I> ChunkedLoop<I> {
    /// Whether there may be more items, after a check.
    #[allow(
        clippy::inline_always,
        reason = "part of the user's loop, and has to be inlined into it"
    )]
    #[inline(always)]
    pub fn has_next_chunk(&mut self) -> bool {
        if self.is_left {
            tick();
        }
        std::mem::take(&mut self.is_left)
    }
}

impl<I: CheapIterator> ChunkedLoop<I> {
    /// The next chunk of items. An inherent method, so it takes precedence over that of [`AnyIterator`].
    #[allow(
        clippy::inline_always,
        reason = "part of the user's loop, and has to be inlined into it"
    )]
    #[inline(always)]
    pub fn chunk(&mut self) -> Chunk<'_, I> {
        Chunk {
            chunked_loop: self,
            left: LENGTH,
        }
    }
}

/// An iterator whose `next` takes a few instructions: the standard library's iterators over memory and over numbers.
///
/// The item type is not constrained, because inference may not know it yet.
pub trait CheapIterator: Iterator {}

impl<T> CheapIterator for slice::Iter<'_, T> {}
impl<T> CheapIterator for slice::IterMut<'_, T> {}
impl<T> CheapIterator for slice::Chunks<'_, T> {}
impl<T> CheapIterator for slice::ChunksMut<'_, T> {}
impl<T> CheapIterator for slice::ChunksExact<'_, T> {}
impl<T> CheapIterator for slice::ChunksExactMut<'_, T> {}
impl<T> CheapIterator for slice::RChunks<'_, T> {}
impl<T> CheapIterator for slice::Windows<'_, T> {}
impl<T, const N: usize> CheapIterator for array::IntoIter<T, N> {}
impl<T> CheapIterator for vec::IntoIter<T> {}
impl<T> CheapIterator for vec::Drain<'_, T> {}
impl CheapIterator for str::Bytes<'_> {}
impl CheapIterator for str::Chars<'_> {}
impl CheapIterator for str::CharIndices<'_> {}

impl<T> CheapIterator for Range<T> where Self: Iterator {}
impl<T> CheapIterator for RangeFrom<T> where Self: Iterator {}
impl<T> CheapIterator for RangeInclusive<T> where Self: Iterator {}

impl<A: CheapIterator, B: CheapIterator<Item = A::Item>> CheapIterator for Chain<A, B> {}
impl<'a, I: CheapIterator<Item = &'a T>, T: Copy + 'a> CheapIterator for Copied<I> {}
impl<I: CheapIterator> CheapIterator for Enumerate<I> {}
impl<I: CheapIterator> CheapIterator for Peekable<I> {}
impl<I: CheapIterator + DoubleEndedIterator> CheapIterator for Rev<I> {}
impl<I: CheapIterator> CheapIterator for Skip<I> {}
impl<I: CheapIterator> CheapIterator for StepBy<I> {}
impl<I: CheapIterator> CheapIterator for Take<I> {}
impl<A: CheapIterator, B: CheapIterator> CheapIterator for Zip<A, B> {}
impl<I: CheapIterator + ?Sized> CheapIterator for &mut I {}

/// Iterators that are not known to be cheap.
pub trait AnyIterator {
    /// The iterator.
    type Iter;

    /// All remaining items, with a check before each.
    fn chunk(&mut self) -> Checked<'_, Self::Iter>;
}

impl<I: Iterator> AnyIterator for ChunkedLoop<I> {
    type Iter = I;

    #[allow(
        clippy::inline_always,
        reason = "part of the user's loop, and has to be inlined into it"
    )]
    #[inline(always)]
    fn chunk(&mut self) -> Checked<'_, I> {
        Checked(&mut self.iter)
    }
}

/// Accepts any other type, so that the only error is that the argument of [`chunked_loop`] is not an iterator.
///
/// Method lookup finds it last, because it takes one reference more than the others.
pub trait NoIterator {
    /// No items, of any type.
    fn chunk<T>(&mut self) -> iter::Empty<T> {
        iter::empty()
    }
}

impl<I> NoIterator for &mut ChunkedLoop<I> {}

/// One chunk of an iterator's items.
#[derive(Debug)]
pub struct Chunk<'s, I> {
    chunked_loop: &'s mut ChunkedLoop<I>,
    left: usize,
}

impl<I: Iterator> Iterator for Chunk<'_, I> {
    type Item = I::Item;

    #[allow(
        clippy::inline_always,
        reason = "part of the user's loop, and has to be inlined into it"
    )]
    #[inline(always)]
    fn next(&mut self) -> Option<I::Item> {
        if self.left == 0 {
            self.chunked_loop.is_left = true;
            return None;
        }
        self.left -= 1;
        self.chunked_loop.iter.next()
    }
}

/// The items of an iterator, with a check before each.
#[derive(Debug)]
pub struct Checked<'s, I>(&'s mut I);

impl<I: Iterator> Iterator for Checked<'_, I> {
    type Item = I::Item;

    #[allow(
        clippy::inline_always,
        reason = "part of the user's loop, and has to be inlined into it"
    )]
    #[inline(always)]
    fn next(&mut self) -> Option<I::Item> {
        let item = self.0.next()?;
        tick();
        Some(item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of chunks, and the items.
    fn walked<T: IntoIterator>(from: T) -> (usize, Vec<T::Item>)
    where
        T::IntoIter: CheapIterator,
    {
        let (mut count, mut items) = (0, Vec::new());
        let mut it = chunked_loop(from);
        while it.has_next_chunk() {
            count += 1;
            for item in it.chunk() {
                items.push(item);
            }
        }
        (count, items)
    }

    #[test]
    fn visits_all_items_in_order_at_any_length() {
        for length in [0, 1, LENGTH - 1, LENGTH, LENGTH + 1, 3 * LENGTH] {
            let (count, items) = walked(0..length);
            assert_eq!(items, (0..length).collect::<Vec<_>>());
            assert_eq!(count, length / LENGTH + 1);
        }
    }

    #[test]
    fn loop_left_early_does_not_resume() {
        let mut it = chunked_loop(0..10 * LENGTH);
        let mut last = None;
        while it.has_next_chunk() {
            for item in it.chunk() {
                last = Some(item);
                if item == LENGTH + 5 {
                    break;
                }
            }
        }
        assert_eq!(last, Some(LENGTH + 5));
    }

    #[test]
    fn chunking_depends_on_the_iterator_type() {
        fn name<T>(_: &T) -> &'static str {
            std::any::type_name::<T>()
        }
        let numbers = [1, 2, 3];
        let mut over_a_slice = chunked_loop(numbers.iter().enumerate().rev());
        assert!(name(&over_a_slice.chunk()).contains("::Chunk<"));
        let mut over_a_closure = chunked_loop(numbers.iter().map(|number| number + 1));
        assert!(name(&over_a_closure.chunk()).contains("::Checked<"));
    }
}
