//! A hash table of names, filled by constant evaluation. The hash of a name selects a bucket, which refers to the names with such
//! hashes.
//!
//! There are four buckets per name, so most names have a bucket to themselves and one probe decides. With more buckets, a large
//! table would fill more of the processor's cache. Names that share a bucket form a linked list, newest first; each costs one more
//! probe. Insertion moves nothing, so filling the table costs little more than the hashes. A perfect hash was tried: the search for
//! its seed took 70 % of the constant evaluation of the tables, and it was faster only for misses among many thousands of names.
//!
//! A slot holds the words of the name, which are compared without a call. It holds no pointer that would be relocated at start-up.

#![expect(
    clippy::cast_possible_truncation,
    reason = "half of a hash is taken on purpose, and an assertion limits the number of names"
)]

use super::bytes::same;
use super::entry::{Entry, Key, Target};
use super::words::Words;

/// The number of buckets for each slot.
const BUCKETS: usize = 4;

/// A name, and the index of its entry or node.
#[derive(Clone, Copy)]
struct Slot {
    words: Words,
    place: u32,
    /// The slot of the previous name in the same bucket; 0 for none.
    next: u16,
}

impl Slot {
    const EMPTY: Self = Self {
        words: Words::NONE,
        place: 0,
        next: 0,
    };
}

/// Returns the number of slots for `count` names.
pub(super) const fn slots_for(count: usize) -> usize {
    count + 1
}

/// A table of names.
pub(super) struct Names<const SLOTS: usize> {
    count: usize,
    /// The slot of the newest name in each bucket; 0 for none.
    buckets: [[u16; BUCKETS]; SLOTS],
    /// The names in the order of insertion, from slot 1 on. Slot 0 has no name, so a lookup that ends there finds nothing.
    slots: [Slot; SLOTS],
}

impl<const SLOTS: usize> Names<SLOTS> {
    /// Creates an empty table. A function, because the compiler would validate every slot of a constant.
    pub(super) const fn empty() -> Self {
        Self {
            count: 0,
            buckets: [[0; BUCKETS]; SLOTS],
            slots: [Slot::EMPTY; SLOTS],
        }
    }

    /// Inserts `name` with `place` unless it exists, and returns its place.
    pub(super) const fn find_or_insert(
        &mut self,
        named: Named<'_>,
        words: Words,
        name: &str,
        place: u32,
    ) -> u32 {
        let bucket = bucket(words.hash(), SLOTS * BUCKETS);
        let last = self.buckets[bucket / BUCKETS][bucket % BUCKETS];
        let mut at = last;
        while at != 0 {
            let slot = &self.slots[at as usize];
            if slot.words.eq(&words)
                && (!words.is_truncated() || same(named.text(slot.place), name.as_bytes()))
            {
                return slot.place;
            }
            at = slot.next;
        }
        self.count += 1;
        assert!(
            self.count <= u16::MAX as usize,
            "a function has at most 65535 operations and named sources; found more\nhelp: divide the handlers among several functions\nnote: the table of names uses 16-bit indices, which keeps it small enough for the processor's cache"
        );
        self.slots[self.count] = Slot {
            words,
            place,
            next: last,
        };
        self.buckets[bucket / BUCKETS][bucket % BUCKETS] = self.count as u16;
        place
    }

    pub(super) const fn view(&'static self) -> NamesView {
        NamesView {
            buckets: self.buckets.as_flattened(),
            slots: &self.slots,
        }
    }
}

/// [`Names`] of any size.
#[derive(Clone, Copy)]
pub(super) struct NamesView {
    buckets: &'static [u16],
    slots: &'static [Slot],
}

impl NamesView {
    /// Finds the place of a name. Calls `named` only for a name that is longer than its words.
    #[inline]
    pub(super) fn find<'a>(
        &self,
        of: u32,
        name: &[u8],
        named: impl FnOnce() -> Named<'a>,
    ) -> Option<u32> {
        if name.len() > Words::LONGEST {
            return self.find_long(of, name, named());
        }
        let words = Words::of_name(of, name);
        self.find_where(&words, |slot| slot.words.eq(&words))
    }

    #[cold]
    #[inline(never)]
    fn find_long(&self, of: u32, name: &[u8], named: Named<'_>) -> Option<u32> {
        let words = Words::of_name(of, name);
        self.find_where(&words, |slot| {
            slot.words.eq(&words) && named.text(slot.place) == name
        })
    }

    #[inline]
    fn find_where(&self, words: &Words, matches: impl Fn(&Slot) -> bool) -> Option<u32> {
        let mut at = *self.buckets.get(bucket(words.hash(), self.buckets.len()))?;
        loop {
            // An empty bucket leads to slot 0. A branch for it would be unpredictable and cost more than the comparison.
            let slot = self.slots.get(at as usize)?;
            if matches(slot) {
                return Some(slot.place);
            }
            if slot.next == 0 {
                return None;
            }
            at = slot.next;
        }
    }
}

/// Returns the bucket of a hash, without a division.
#[inline]
pub(super) const fn bucket(hash: u64, buckets: usize) -> usize {
    ((hash as u128 * buckets as u128) >> 64) as usize
}

/// The owners of the names in a table. They hold the full text of names that are longer than their words.
#[derive(Clone, Copy)]
pub(super) enum Named<'a> {
    /// Used while the table is filled.
    Entries(&'a [Entry]),
    /// The same keys, used for lookups.
    Targets(&'a [Target]),
    #[cfg(test)]
    Texts(&'a [&'static str]),
}

impl<'a> Named<'a> {
    pub(super) const fn text(&self, place: u32) -> &'a [u8] {
        let place = place as usize;
        let text = match self {
            Self::Entries(entries) => name_of_key(&entries[place].key),
            Self::Targets(targets) => name_of_key(&targets[place].key),
            #[cfg(test)]
            Self::Texts(texts) => texts[place],
        };
        text.as_bytes()
    }
}

/// Returns the name of an operation or of a source's events. Routes and whole events have no slot.
const fn name_of_key(key: &Key) -> &'static str {
    match *key {
        Key::Operation(name) | Key::Source(_, name) => name,
        Key::Route(..) | Key::Variable(..) | Key::WholeEvent => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table<const SLOTS: usize>(names: &[&'static str]) -> NamesView {
        assert_eq!(slots_for(names.len()), SLOTS);
        let mut table = Box::new(Names::<SLOTS>::empty());
        for (index, name) in (0..).zip(names) {
            let words = Words::of_name(0, name.as_bytes());
            let place = table.find_or_insert(Named::Texts(names), words, name, index);
            assert_eq!(place, index, "{name}");
        }
        Box::leak(table).view()
    }

    fn place(table: &NamesView, names: &[&'static str], name: &str) -> Option<u32> {
        table.find(0, name.as_bytes(), || Named::Texts(names))
    }

    /// Counts the names that the first probe finds.
    fn found_by_first_probe(table: &NamesView) -> usize {
        table.slots[1..]
            .iter()
            .filter(|slot| slot.next == 0)
            .count()
    }

    #[test]
    fn finds_every_name_and_no_other() {
        let mut names: Vec<&str> = vec!["", "a", "b", "ab", "orders.list", "orders.find"];
        // All lengths around the limits at which names are read differently.
        let long = "abcdefghijklmnopqrstuvwxyz0123456789";
        names.extend((3..=long.len()).map(|length| &long[..length]));
        let table = table::<41>(&names);
        for (index, name) in (0..).zip(&names) {
            assert_eq!(place(&table, &names, name), Some(index), "{name}");
            for at in 0..name.len() {
                let other = format!("{}X{}", &name[..at], &name[at + 1..]);
                assert_eq!(place(&table, &names, &other), None, "{other}");
            }
        }
        assert_eq!(
            table.find(1, b"a", || Named::Texts(&names)),
            None,
            "it has another owner"
        );
    }

    #[test]
    fn repeated_name_keeps_its_place() {
        let names = ["orders.list", "orders.list"];
        let mut table = Names::<3>::empty();
        let words = Words::of_name(0, names[0].as_bytes());
        let named = Named::Texts(&names);
        assert_eq!(table.find_or_insert(named, words, names[0], 0), 0);
        assert_eq!(table.find_or_insert(named, words, names[1], 1), 0);
    }

    #[test]
    fn distinguishes_names_that_differ_only_in_the_middle() {
        let names: Vec<&'static str> = (0..20)
            .map(|n| &*format!("a-long-prefix-of-many-{n:02}-a-long-suffix-of-many").leak())
            .collect();
        let table = table::<21>(&names);
        assert_eq!(found_by_first_probe(&table), 1, "their words are the same");
        for (index, name) in (0..).zip(&names) {
            assert_eq!(place(&table, &names, name), Some(index), "{name}");
        }
        let other = "a-long-prefix-of-many-xx-a-long-suffix-of-many";
        assert_eq!(place(&table, &names, other), None);
    }

    #[test]
    fn empty_table_finds_nothing() {
        assert_eq!(place(&table::<1>(&[]), &[], "a"), None);
    }

    #[test]
    fn first_probe_finds_most_of_a_thousand_names() {
        let names: Vec<&'static str> = (0..1_000)
            .map(|n| &*format!("service{}.operation{n}", n % 7).leak())
            .collect();
        let table = table::<1_001>(&names);
        // With four buckets per random name, one name in eight shares a bucket with an earlier one.
        let found = found_by_first_probe(&table);
        assert!(found > 860, "{found}");
        for (index, name) in (0..).zip(&names) {
            assert_eq!(place(&table, &names, name), Some(index), "{name}");
        }
    }
}
