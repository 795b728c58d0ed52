//! The iterators of the standard library that do next to nothing for an item: over memory that is there, and over numbers.

use std::iter::{Chain, Copied, Enumerate, Peekable, Rev, Skip, StepBy, Take, Zip};
use std::ops::{Range, RangeFrom, RangeInclusive};
use std::{array, slice, str, vec};

/// An iterator whose `next` is a few instructions. Nothing is asked of what its items are, which inference may not know yet.
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
