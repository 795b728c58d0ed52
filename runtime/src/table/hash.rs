//! The table of names that constant evaluation fills: each name is where its hash says, so that one look finds it or tells that it
//! is not there.
//!
//! The hash tells a name's pilot, and hash and pilot tell its slot. When the table is filled, names with one pilot take the first
//! pilot that sends all of them to free slots (CHD, of Belazzougui, Botelho and Dietzfelbinger). Names for which there is none, as
//! their hashes are the same or very many have one pilot, go wherever a slot is free, and the slot where they should be leads there: they
//! cost a look more, and nothing depends on there being none of them.
//!
//! What is not there is told, almost always, by a byte of its hash: the bytes of all slots are next to each other, few enough to stay in
//! the processor's nearest memory. A slot holds the name's words themselves, which are next to what is found and compared without a call. It holds no pointer that
//! would be relocated at start-up.

#![expect(
    clippy::cast_possible_truncation,
    reason = "halves of a hash are taken on purpose, and a table has less than 2^32 slots"
)]

use super::entry::{Entry, Key};
use super::routes::Node;
use super::target::Target;
use super::words::Words;

/// Names of more than one pilot that are not worth a search.
const CROWD: u32 = 16;

/// The tag of a free slot, and that of one from which others are reached: it says nothing of its name.
const NO_TAG: u8 = 1;
const ANY_TAG: u8 = 0;

/// A name, and the place of what has it.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    words: Words,
    place: u32,
    /// Where to look on, counted from 1; 0 for nowhere.
    next: u32,
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
    count + count.div_ceil(8)
}

/// The names of a table while they are gathered, in the order in which they came.
pub(super) struct Gathered<const SLOTS: usize> {
    names: [Slot; SLOTS],
    count: usize,
    /// By pilot, the name that came last, counted from 1. Its `next` is the one before it.
    last: [u32; SLOTS],
    /// By pilot, how many names there are.
    sizes: [u32; SLOTS],
}

impl<const SLOTS: usize> Gathered<SLOTS> {
    pub(super) const EMPTY: Self = Self {
        names: [Slot::EMPTY; SLOTS],
        count: 0,
        last: [0; SLOTS],
        sizes: [0; SLOTS],
    };

    /// What has `name` after `place` was offered for it: `place`, or what had it before.
    pub(super) const fn find_or_insert(
        &mut self,
        named: Named<'_>,
        words: Words,
        name: &str,
        place: u32,
    ) -> u32 {
        let pilot = scaled(words.hash() as u32, SLOTS);
        let mut at = self.last[pilot];
        while at != 0 {
            let slot = &self.names[at as usize - 1];
            if slot.words.are(&words)
                && (!words.are_a_part() || same(named.text(slot.place), name.as_bytes()))
            {
                return slot.place;
            }
            at = slot.next;
        }
        self.names[self.count] = Slot {
            words,
            place,
            next: self.last[pilot],
        };
        self.count += 1;
        self.last[pilot] = self.count as u32;
        self.sizes[pilot] += 1;
        place
    }

    /// The table of these names. The pilots of many names come first, while most slots are free.
    pub(super) const fn table(&self) -> Names<SLOTS> {
        let mut names = Names::EMPTY;
        let mut free = 0;
        let mut size = CROWD;
        while size > 0 {
            let mut pilot = 0;
            while pilot < SLOTS {
                if self.sizes[pilot] == size || size == CROWD && self.sizes[pilot] > CROWD {
                    self.place(pilot, &mut names, &mut free);
                }
                pilot += 1;
            }
            size -= 1;
        }
        names
    }

    /// Puts the names of one pilot into slots.
    const fn place(&self, pilot: usize, names: &mut Names<SLOTS>, free: &mut usize) {
        let mut tried = 0u8;
        while self.sizes[pilot] < CROWD && !self.fit(pilot, tried, names) {
            if tried == u8::MAX {
                break;
            }
            tried += 1;
        }
        names.pilots[pilot] = tried;
        let mut at = self.last[pilot];
        while at != 0 {
            let slot = self.names[at as usize - 1];
            names.put(slot, position(slot.words.hash(), tried, SLOTS), free);
            at = slot.next;
        }
    }

    /// Whether this number sends all names of the pilot to free slots, each to another.
    const fn fit(&self, pilot: usize, number: u8, names: &Names<SLOTS>) -> bool {
        let mut taken = [0; CROWD as usize];
        let mut count = 0;
        let mut at = self.last[pilot];
        while at != 0 {
            let slot = &self.names[at as usize - 1];
            let position = position(slot.words.hash(), number, SLOTS);
            if !names.slots[position].words.are(&Words::NONE) {
                return false;
            }
            let mut before = 0;
            while before < count {
                if taken[before] == position {
                    return false;
                }
                before += 1;
            }
            taken[count] = position;
            count += 1;
            at = slot.next;
        }
        true
    }
}

/// A table that is filled.
pub(super) struct Names<const SLOTS: usize> {
    pilots: [u8; SLOTS],
    /// A part of the hash of each slot's name.
    tags: [u8; SLOTS],
    slots: [Slot; SLOTS],
}

impl<const SLOTS: usize> Names<SLOTS> {
    pub(super) const EMPTY: Self = Self {
        pilots: [0; SLOTS],
        tags: [NO_TAG; SLOTS],
        slots: [Slot::EMPTY; SLOTS],
    };

    /// Puts a name into its slot or, where that is taken, into a free one that can be reached from there.
    const fn put(&mut self, slot: Slot, position: usize, free: &mut usize) {
        let mut at = position;
        if !self.slots[at].words.are(&Words::NONE) {
            while self.slots[at].next != 0 {
                at = self.slots[at].next as usize - 1;
            }
            // There are as many slots as names, and more.
            while !self.slots[*free].words.are(&Words::NONE) {
                *free += 1;
            }
            self.slots[at].next = *free as u32 + 1;
            self.tags[position] = ANY_TAG;
            at = *free;
        }
        self.tags[at] = tag(slot.words.hash());
        self.slots[at] = Slot { next: 0, ..slot };
    }

    pub(super) const fn view(&'static self) -> NamesView {
        NamesView {
            pilots: &self.pilots,
            tags: &self.tags,
            slots: &self.slots,
        }
    }
}

/// [`Names`] of any number.
#[derive(Clone, Copy)]
pub(super) struct NamesView {
    pilots: &'static [u8],
    tags: &'static [u8],
    slots: &'static [Slot],
}

impl NamesView {
    /// Finds the place that has `name`, whose words these are. Allocates nothing.
    #[inline]
    pub(super) fn find(&self, named: Named<'_>, words: &Words, name: &[u8]) -> Option<u32> {
        let hash = words.hash();
        let pilot = *self.pilots.get(scaled(hash as u32, self.slots.len()))?;
        let position = position(hash, pilot, self.slots.len());
        let tagged = *self.tags.get(position)?;
        if tagged != tag(hash) && tagged != ANY_TAG {
            return None;
        }
        let mut slot = self.slots.get(position)?;
        loop {
            if slot.words.are(words) && (!words.are_a_part() || named.has(slot.place, name)) {
                return Some(slot.place);
            }
            if slot.next == 0 {
                return None;
            }
            slot = &self.slots[slot.next as usize - 1];
        }
    }
}

/// Where the hash and its pilot send a name.
#[inline]
const fn position(hash: u64, pilot: u8, slots: usize) -> usize {
    scaled(
        (hash >> 32) as u32 ^ (pilot as u32).wrapping_mul(0x9E37_79B1),
        slots,
    )
}

/// The part of the hash that tells most names which are not there, without a look at the slot.
#[inline]
const fn tag(hash: u64) -> u8 {
    hash as u8 | 2
}

/// A number below `limit` in the place of one below 2^32, without a division.
#[inline]
const fn scaled(number: u32, limit: usize) -> usize {
    ((number as u64 * limit as u64) >> 32) as usize
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
    #[cold]
    #[inline(never)]
    pub(super) fn has(&self, place: u32, name: &[u8]) -> bool {
        self.text(place) == name
    }

    const fn text(&self, place: u32) -> &'a [u8] {
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

pub(crate) const fn same(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table<const SLOTS: usize>(names: &[&'static str]) -> NamesView {
        let mut gathered = Box::new(Gathered::<SLOTS>::EMPTY);
        for (index, name) in (0..).zip(names) {
            let words = Words::of_name(0, name.as_bytes());
            let place = gathered.find_or_insert(Named::Texts(names), words, name, index);
            assert_eq!(place, index, "{name}");
        }
        Box::leak(Box::new(gathered.table())).view()
    }

    fn place(table: &NamesView, names: &[&'static str], name: &str) -> Option<u32> {
        let words = Words::of_name(0, name.as_bytes());
        table.find(Named::Texts(names), &words, name.as_bytes())
    }

    /// How many names are not where their hash says.
    fn away(table: &NamesView) -> usize {
        table.slots.iter().filter(|slot| slot.next != 0).count()
    }

    #[test]
    fn every_name_is_found_and_no_other() {
        let mut names: Vec<&str> = vec!["", "a", "b", "ab", "orders.list", "orders.find"];
        // Of every length that is read in a way of its own.
        let long = "abcdefghijklmnopqrstuvwxyz0123456789";
        names.extend((3..=long.len()).map(|length| &long[..length]));
        let table = table::<45>(&names);
        assert_eq!(slots_for(names.len()), 45);
        for (index, name) in (0..).zip(&names) {
            assert_eq!(place(&table, &names, name), Some(index), "{name}");
            for at in 0..name.len() {
                let other = format!("{}X{}", &name[..at], &name[at + 1..]);
                assert_eq!(place(&table, &names, &other), None, "{other}");
            }
        }
        let of_another = Words::of_name(1, b"a");
        assert_eq!(table.find(Named::Texts(&names), &of_another, b"a"), None);
    }

    #[test]
    fn a_name_that_is_there_already_keeps_its_place() {
        let names = ["orders.list", "orders.list"];
        let mut gathered = Gathered::<3>::EMPTY;
        let words = Words::of_name(0, names[0].as_bytes());
        let named = Named::Texts(&names);
        assert_eq!(gathered.find_or_insert(named, words, names[0], 0), 0);
        assert_eq!(gathered.find_or_insert(named, words, names[1], 1), 0);
    }

    #[test]
    fn names_that_differ_only_in_the_middle_are_told_apart() {
        let names: Vec<&'static str> = (0..20)
            .map(|n| &*format!("a-long-prefix-of-many-{n:02}-a-long-suffix-of-many").leak())
            .collect();
        let table = table::<23>(&names);
        assert_eq!(away(&table), 19, "their words are the same");
        for (index, name) in (0..).zip(&names) {
            assert_eq!(place(&table, &names, name), Some(index), "{name}");
        }
        let other = "a-long-prefix-of-many-xx-a-long-suffix-of-many";
        assert_eq!(place(&table, &names, other), None);
    }

    #[test]
    fn an_empty_table_finds_nothing() {
        assert_eq!(place(&table::<0>(&[]), &[], "a"), None);
    }

    #[test]
    fn a_full_table_finds_every_name() {
        let names = ["a", "b", "c", "d", "e", "f", "g"];
        let table = table::<7>(&names);
        for (index, name) in (0..).zip(&names) {
            assert_eq!(place(&table, &names, name), Some(index), "{name}");
        }
    }

    #[test]
    fn of_a_thousand_names_each_is_where_its_hash_says() {
        let names: Vec<&'static str> = (0..1_000)
            .map(|n| &*format!("service{}.operation{n}", n % 7).leak())
            .collect();
        assert_eq!(slots_for(names.len()), 1_125);
        let table = table::<1_125>(&names);
        assert_eq!(away(&table), 0);
        for (index, name) in (0..).zip(&names) {
            assert_eq!(place(&table, &names, name), Some(index), "{name}");
        }
    }
}
