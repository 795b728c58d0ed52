//! The order within groups, which decides when a record may start.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// The records of a batch in their original order, each after its predecessor in the same group.
///
/// Indices are counted from the first of these records.
pub(crate) struct Order {
    /// The records that may start.
    ready: BinaryHeap<Reverse<usize>>,
    /// For each record, the next one of its group.
    following: Vec<Option<usize>>,
}

impl Order {
    /// Creates the order of records of these groups. `None` stands for a record whose order does not matter.
    pub(crate) fn of<'a>(groups: impl Iterator<Item = Option<Cow<'a, str>>>) -> Self {
        let mut last = HashMap::new();
        let (mut ready, mut following) = (Vec::new(), Vec::new());
        for (at, group) in groups.enumerate() {
            following.push(None);
            match group.and_then(|group| last.insert(group, at)) {
                Some(before) => following[before] = Some(at),
                None => ready.push(Reverse(at)),
            }
        }
        Self {
            ready: ready.into(),
            following,
        }
    }

    /// Returns the first record that may start now. No other record of its group may until it is [`release`](Self::release)d.
    pub(crate) fn next(&mut self) -> Option<usize> {
        self.ready.pop().map(|Reverse(at)| at)
    }

    /// Lets the next record of this record's group start.
    pub(crate) fn release(&mut self, at: usize) {
        self.ready.extend(self.following[at].map(Reverse));
    }

    /// Marks all records that follow a marked record in its group.
    pub(crate) fn spread(&self, marks: &mut [bool]) {
        for at in 0..marks.len() {
            if let Some(next) = self.following[at]
                && marks[at]
            {
                marks[next] = true;
            }
        }
    }

    /// Returns the next record of this record's group.
    pub(crate) fn following(&self, at: usize) -> Option<usize> {
        self.following[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(groups: &str) -> Order {
        Order::of(groups.chars().map(|group| match group {
            '-' => None,
            group => Some(group.to_string().into()),
        }))
    }

    /// Returns the records that may start while none has ended.
    fn startable(order: &mut Order) -> Vec<usize> {
        std::iter::from_fn(|| order.next()).collect()
    }

    #[test]
    fn one_record_of_each_group_runs_at_a_time() {
        let mut order = order("aabba-");
        assert_eq!(startable(&mut order), [0, 2, 5]);
        order.release(2);
        order.release(0);
        assert_eq!(startable(&mut order), [1, 3]);
        order.release(1);
        assert_eq!(startable(&mut order), [4]);
    }

    #[test]
    fn records_run_one_by_one_in_original_order() {
        let mut order = order("abaab-b");
        let run: Vec<_> = std::iter::from_fn(|| {
            let at = order.next()?;
            order.release(at);
            Some(at)
        })
        .collect();
        assert_eq!(run, [0, 1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn mark_spreads_to_the_rest_of_the_group() {
        let mut marks = [false, true, false, false, false];
        order("abab-").spread(&mut marks);
        assert_eq!(marks, [false, true, false, true, false]);
    }
}
