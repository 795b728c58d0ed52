//! A `for` loop in strides: checked between them, and as fast as it was within one.
//!
//! A check in the loop itself is a load that LLVM must keep, and a loop with one is not vectorised. So generated code runs a loop
//! whose body only calculates as
//! ```text
//! match strides(numbers) { mut it => while it.go_on() { for n in it.stride() { sum += n } } }
//! ```
//! That is right only where an item costs next to nothing too. Which iterators those are, the type says: of any other, each item is checked.

mod dense;

use std::iter;

use crate::guard::interrupt::tick;

pub use self::dense::CheapIterator;

/// How many items come between two checks: microseconds of work, over which the price of the check vanishes.
const LENGTH: usize = 4096;

/// An iterator that is to be walked in strides.
#[derive(Debug)]
pub struct ChunkedLoop<I> {
    iter: I,
    /// The last stride came to its end before the iterator did. It is not so when the loop's body was left early, nor after the end.
    is_left: bool,
}

/// Takes what a `for` loop iterates over.
#[allow(
    clippy::inline_always,
    reason = "the loop's own code, which has to melt into it"
)]
#[inline(always)]
pub fn chunked_loop<T: IntoIterator>(from: T) -> ChunkedLoop<T::IntoIter> {
    ChunkedLoop {
        iter: from.into_iter(),
        is_left: true,
    }
}

impl<I> ChunkedLoop<I> {
    /// Whether there may be more, after a check.
    #[allow(
        clippy::inline_always,
        reason = "the loop's own code, which has to melt into it"
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
    /// The next items. Preferred to the method of [`AnyIterator`], as one of the type's own.
    #[allow(
        clippy::inline_always,
        reason = "the loop's own code, which has to melt into it"
    )]
    #[inline(always)]
    pub fn stride(&mut self) -> Stride<'_, I> {
        Stride {
            chunked_loop: self,
            left: LENGTH,
        }
    }
}

/// Iterators of which nothing is known.
pub trait AnyIterator {
    /// What is iterated.
    type Iter;

    /// All items, each checked.
    fn stride(&mut self) -> Checked<'_, Self::Iter>;
}

impl<I: Iterator> AnyIterator for ChunkedLoop<I> {
    type Iter = I;

    #[allow(
        clippy::inline_always,
        reason = "the loop's own code, which has to melt into it"
    )]
    #[inline(always)]
    fn stride(&mut self) -> Checked<'_, I> {
        Checked(&mut self.iter)
    }
}

/// What is no iterator, which is said of what [`strides`] was given: anything then goes, so that it is said once. It is found after the
/// others, because it takes one reference more.
pub trait NoIterator {
    /// No items, of whatever type.
    fn stride<T>(&mut self) -> iter::Empty<T> {
        iter::empty()
    }
}

impl<I> NoIterator for &mut ChunkedLoop<I> {}

/// So many items of an iterator.
#[derive(Debug)]
pub struct Stride<'s, I> {
    chunked_loop: &'s mut ChunkedLoop<I>,
    left: usize,
}

impl<I: Iterator> Iterator for Stride<'_, I> {
    type Item = I::Item;

    #[allow(
        clippy::inline_always,
        reason = "the loop's own code, which has to melt into it"
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

/// The items of an iterator, each after a check.
#[derive(Debug)]
pub struct Checked<'s, I>(&'s mut I);

impl<I: Iterator> Iterator for Checked<'_, I> {
    type Item = I::Item;

    #[allow(
        clippy::inline_always,
        reason = "the loop's own code, which has to melt into it"
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

    /// How many strides the items come in, and the items.
    fn walked<T: IntoIterator>(from: T) -> (usize, Vec<T::Item>)
    where
        T::IntoIter: CheapIterator,
    {
        let (mut count, mut items) = (0, Vec::new());
        let mut it = chunked_loop(from);
        while it.has_next_chunk() {
            count += 1;
            for item in it.stride() {
                items.push(item);
            }
        }
        (count, items)
    }

    #[test]
    fn all_items_come_in_order_whatever_the_length() {
        for length in [0, 1, LENGTH - 1, LENGTH, LENGTH + 1, 3 * LENGTH] {
            let (count, items) = walked(0..length);
            assert_eq!(items, (0..length).collect::<Vec<_>>());
            assert_eq!(count, length / LENGTH + 1);
        }
    }

    #[test]
    fn a_loop_that_is_left_early_does_not_go_on() {
        let mut it = chunked_loop(0..10 * LENGTH);
        let mut last = None;
        while it.has_next_chunk() {
            for item in it.stride() {
                last = Some(item);
                if item == LENGTH + 5 {
                    break;
                }
            }
        }
        assert_eq!(last, Some(LENGTH + 5));
    }

    #[test]
    fn the_stride_is_chosen_by_the_iterators_type() {
        fn name<T>(_: &T) -> &'static str {
            std::any::type_name::<T>()
        }
        let numbers = [1, 2, 3];
        let mut over_a_slice = chunked_loop(numbers.iter().enumerate().rev());
        assert!(name(&over_a_slice.stride()).contains("::Stride<"));
        let mut over_what_calls = chunked_loop(numbers.iter().map(|number| number + 1));
        assert!(name(&over_what_calls.stride()).contains("::Checked<"));
    }
}
