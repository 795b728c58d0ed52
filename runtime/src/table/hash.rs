//! The table of names that constant evaluation fills: a name's hash tells its bucket, which says where the names with such hashes are.
//!
//! There are several buckets for a name, so that most names are alone in theirs, and one look finds a name or tells that it is not
//! there. What shares a bucket is linked, each name to the one that came before it: that costs a look more, and nothing depends on there
//! being little of it. Names need no other place than the one where they were put, so that the table is filled by little more than
//! their hashes. (A perfect hash, for which a number was searched that sends every name to a slot of its own, took seven tenths of the
//! tables' constant evaluation, and was faster only at telling that a name is none of many thousands.)
//!
//! A slot holds the name's words themselves, which are next to what is found and compared without a call. It holds no pointer that
//! would be relocated at start-up.

#![expect(
    clippy::cast_possible_truncation,
    reason = "half of a hash is taken on purpose, and that a table has few enough names is asserted"
)]

use super::entry::{Entry, Key, Target};
use super::node::Node;

use super::bytes::same;
use super::words::Words;

/// So many buckets for each slot.
const BUCKETS: usize = 8;

/// A name, and the place of what has it.
#[derive(Clone, Copy)]
struct Slot {
    words: Words,
    place: u32,
    /// The slot of the name before it in its bucket; 0 for none.
    next: u16,
}

impl Slot {
    const EMPTY: Self = Self {
        words: Words::NONE,
        place: 0,
        next: 0,
    };
}

/// The number of slots for `count` names.
pub(super) const fn slots_for(count: usize) -> usize {
    count + 1
}

/// A table of names.
pub(super) struct Names<const SLOTS: usize> {
    count: usize,
    /// The slot of the last name of each bucket; 0 for none.
    buckets: [[u16; BUCKETS]; SLOTS],
    /// The names in the order in which they came, from slot 1 on. Slot 0 has no name: who is led there finds nothing.
    slots: [Slot; SLOTS],
}

impl<const SLOTS: usize> Names<SLOTS> {
    /// One without names. No constant, of which the compiler would check every slot.
    pub(super) const fn empty() -> Self {
        Self {
            count: 0,
            buckets: [[0; BUCKETS]; SLOTS],
            slots: [Slot::EMPTY; SLOTS],
        }
    }

    /// What has `name` after `place` was offered for it: `place`, or what had it before.
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
            "a function has at most 65535 operations and named sources, and as many literal segments of routes\nhelp: divide it into several functions\nnote: the table of names counts them in 16 bits, which keeps it near the processor"
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

/// [`Names`] of any number.
#[derive(Clone, Copy)]
pub(super) struct NamesView {
    buckets: &'static [u16],
    slots: &'static [Slot],
}

impl NamesView {
    /// Finds the place that has the name of these words, which are all of it. Allocates nothing, and calls nothing.
    #[inline]
    pub(super) fn find(&self, words: &Words) -> Option<u32> {
        self.find_where(words, |slot| slot.words.eq(words))
    }

    /// The same of a segment of less than 16 bytes.
    #[inline]
    pub(super) fn find_short(&self, words: &Words) -> Option<u32> {
        self.find_where(words, |slot| words.short_eq(&slot.words))
    }

    /// Finds the place that has `name`, of which these words are a part.
    #[cold]
    #[inline(never)]
    pub(super) fn find_long(&self, named: Named<'_>, words: &Words, name: &[u8]) -> Option<u32> {
        self.find_where(words, |slot| {
            slot.words.eq(words) && named.text(slot.place) == name
        })
    }

    #[inline]
    fn find_where(&self, words: &Words, is_it: impl Fn(&Slot) -> bool) -> Option<u32> {
        let mut at = *self.buckets.get(bucket(words.hash(), self.buckets.len()))?;
        loop {
            // An empty bucket leads to slot 0: one more branch, which nothing predicts, would cost more than to compare.
            let slot = self.slots.get(at as usize)?;
            if is_it(slot) {
                return Some(slot.place);
            }
            if slot.next == 0 {
                return None;
            }
            at = slot.next;
        }
    }
}

/// Which of the buckets a hash belongs to, without a division.
#[inline]
const fn bucket(hash: u64, buckets: usize) -> usize {
    ((hash as u32 as u64 * buckets as u64) >> 32) as usize
}

/// What has the names that a table finds: it says which name each place has, where the words are not all of it.
#[derive(Clone, Copy)]
pub(super) enum Named<'a> {
    /// While the table is filled.
    Entries(&'a [Entry]),
    /// The same keys, when it is looked up in.
    Targets(&'a [Target]),
    Nodes(&'a [Node]),
    #[cfg(test)]
    Texts(&'a [&'static str]),
}

impl<'a> Named<'a> {
    pub(super) const fn text(&self, place: u32) -> &'a [u8] {
        let place = place as usize;
        let text = match self {
            Self::Entries(entries) => of_key(&entries[place].key),
            Self::Targets(targets) => of_key(&targets[place].key),
            Self::Nodes(nodes) => nodes[place].name,
            #[cfg(test)]
            Self::Texts(texts) => texts[place],
        };
        text.as_bytes()
    }
}

/// The name of an operation or of a source's events. Routes and whole events are in no slot.
const fn of_key(key: &Key) -> &'static str {
    match *key {
        Key::Operation(name) | Key::Source(_, name) => name,
        Key::Route(..) | Key::WholeEvent => "",
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
        let words = Words::of_name(0, name.as_bytes());
        if words.is_truncated() {
            table.find_long(Named::Texts(names), &words, name.as_bytes())
        } else {
            table.find(&words)
        }
    }

    /// How many names are found at the first look.
    fn alone(table: &NamesView) -> usize {
        table.slots[1..]
            .iter()
            .filter(|slot| slot.next == 0)
            .count()
    }

    #[test]
    fn every_name_is_found_and_no_other() {
        let mut names: Vec<&str> = vec!["", "a", "b", "ab", "orders.list", "orders.find"];
        // Of every length that is read in a way of its own.
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
        let of_another = Words::of_name(1, b"a");
        assert_eq!(table.find(&of_another), None);
    }

    #[test]
    fn a_name_that_is_there_already_keeps_its_place() {
        let names = ["orders.list", "orders.list"];
        let mut table = Names::<3>::empty();
        let words = Words::of_name(0, names[0].as_bytes());
        let named = Named::Texts(&names);
        assert_eq!(table.find_or_insert(named, words, names[0], 0), 0);
        assert_eq!(table.find_or_insert(named, words, names[1], 1), 0);
    }

    #[test]
    fn names_that_differ_only_in_the_middle_are_told_apart() {
        let names: Vec<&'static str> = (0..20)
            .map(|n| &*format!("a-long-prefix-of-many-{n:02}-a-long-suffix-of-many").leak())
            .collect();
        let table = table::<21>(&names);
        assert_eq!(alone(&table), 1, "their words are the same");
        for (index, name) in (0..).zip(&names) {
            assert_eq!(place(&table, &names, name), Some(index), "{name}");
        }
        let other = "a-long-prefix-of-many-xx-a-long-suffix-of-many";
        assert_eq!(place(&table, &names, other), None);
    }

    #[test]
    fn an_empty_table_finds_nothing() {
        assert_eq!(place(&table::<1>(&[]), &[], "a"), None);
    }

    #[test]
    fn most_of_a_thousand_names_are_found_at_the_first_look() {
        let names: Vec<&'static str> = (0..1_000)
            .map(|n| &*format!("service{}.operation{n}", n % 7).leak())
            .collect();
        let table = table::<1_001>(&names);
        // Of names at random with eight buckets each, one in sixteen finds another that came before it.
        assert!(alone(&table) > 920, "{}", alone(&table));
        for (index, name) in (0..).zip(&names) {
            assert_eq!(place(&table, &names, name), Some(index), "{name}");
        }
    }
}
