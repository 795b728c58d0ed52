//! The iterators of the standard library that do next to nothing for an item: over memory that is there, and over numbers.

use std::iter::{Chain, Copied, Enumerate, Peekable, Rev, Skip, StepBy, Take, Zip};
use std::ops::{Range, RangeFrom, RangeInclusive};
use std::{array, slice, str, vec};

/// An iterator whose `next` is a few instructions. Nothing is asked of what its items are, which inference may not know yet.
pub trait Dense: Iterator {}

impl<T> Dense for slice::Iter<'_, T> {}
impl<T> Dense for slice::IterMut<'_, T> {}
impl<T> Dense for slice::Chunks<'_, T> {}
impl<T> Dense for slice::ChunksMut<'_, T> {}
impl<T> Dense for slice::ChunksExact<'_, T> {}
impl<T> Dense for slice::ChunksExactMut<'_, T> {}
impl<T> Dense for slice::RChunks<'_, T> {}
impl<T> Dense for slice::Windows<'_, T> {}
impl<T, const N: usize> Dense for array::IntoIter<T, N> {}
impl<T> Dense for vec::IntoIter<T> {}
impl<T> Dense for vec::Drain<'_, T> {}
impl Dense for str::Bytes<'_> {}
impl Dense for str::Chars<'_> {}
impl Dense for str::CharIndices<'_> {}

impl<T> Dense for Range<T> where Self: Iterator {}
impl<T> Dense for RangeFrom<T> where Self: Iterator {}
impl<T> Dense for RangeInclusive<T> where Self: Iterator {}

impl<A: Dense, B: Dense<Item = A::Item>> Dense for Chain<A, B> {}
impl<'a, I: Dense<Item = &'a T>, T: Copy + 'a> Dense for Copied<I> {}
impl<I: Dense> Dense for Enumerate<I> {}
impl<I: Dense> Dense for Peekable<I> {}
impl<I: Dense + DoubleEndedIterator> Dense for Rev<I> {}
impl<I: Dense> Dense for Skip<I> {}
impl<I: Dense> Dense for StepBy<I> {}
impl<I: Dense> Dense for Take<I> {}
impl<A: Dense, B: Dense> Dense for Zip<A, B> {}
impl<I: Dense + ?Sized> Dense for &mut I {}
