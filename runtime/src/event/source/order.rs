//! The order within groups: which record may be started when.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

/// The records of a batch in the order in which they came, each after the one before it in its group.
///
/// Places are counted from the first of these records.
pub(crate) struct Order {
    /// Those that may be started.
    ready: BinaryHeap<Reverse<usize>>,
    /// For each, the next one of its group.
    following: Vec<Option<usize>>,
}

impl Order {
    /// An order of records of these groups; `None` is a record whose place among the others means nothing.
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

    /// The first record that may be started now. Until it is [`release`](Self::release)d none of its group may.
    pub(crate) fn next(&mut self) -> Option<usize> {
        self.ready.pop().map(|Reverse(at)| at)
    }

    /// Lets the next one of this record's group start.
    pub(crate) fn release(&mut self, at: usize) {
        self.ready.extend(self.following[at].map(Reverse));
    }

    /// Marks, after each record that is marked, those that follow it in its group.
    pub(crate) fn spread(&self, marks: &mut [bool]) {
        for at in 0..marks.len() {
            if let Some(next) = self.following[at]
                && marks[at]
            {
                marks[next] = true;
            }
        }
    }

    /// The next one of this record's group.
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

    /// The records that may be started when nothing has ended.
    fn startable(order: &mut Order) -> Vec<usize> {
        std::iter::from_fn(|| order.next()).collect()
    }

    #[test]
    fn one_record_of_each_group_may_run_at_a_time() {
        let mut order = order("aabba-");
        assert_eq!(startable(&mut order), [0, 2, 5]);
        order.release(2);
        order.release(0);
        assert_eq!(startable(&mut order), [1, 3]);
        order.release(1);
        assert_eq!(startable(&mut order), [4]);
    }

    #[test]
    fn one_by_one_they_go_as_they_came() {
        let mut order = order("abaab-b");
        let went: Vec<_> = std::iter::from_fn(|| {
            let at = order.next()?;
            order.release(at);
            Some(at)
        })
        .collect();
        assert_eq!(went, [0, 1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn a_mark_spreads_over_the_rest_of_its_group() {
        let mut marks = [false, true, false, false, false];
        order("abab-").spread(&mut marks);
        assert_eq!(marks, [false, true, false, true, false]);
    }
}
