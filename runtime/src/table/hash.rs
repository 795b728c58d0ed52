//! The hash of a name, and the table over it that constant evaluation fills.
//!
//! A table is an array of slots, four of which make a bucket: the hash says in which bucket a name is, or, where that is full, in
//! one of the next. A slot is a number of 32 bits: a part of the hash, and the place of what has the name, an entry or a node of the
//! route tree. The four are compared without a branch, so what a lookup costs hardly depends on the number of names; what
//! is not there is told by the bucket alone, almost always. An empty slot costs four bytes, and holds no pointer that would be relocated
//! at start-up.

#![expect(
    clippy::cast_possible_truncation,
    reason = "a hash folds wide words into narrow ones on purpose, and a place has 20 bits"
)]

use super::entry::{Entry, Key};
use super::routes::Node;
use super::sources::OPERATIONS_ID;
use super::target::Target;

/// Slots that are looked at together.
const BUCKET: usize = 4;

/// The bits of a slot that hold the place, counted from 1, as 0 is an empty slot. The others are the hash's.
const PLACE: u32 = (1 << 20) - 1;

/// Odd constants with well-spread bits (the fractional parts of the golden ratio and of the square roots of 3, 5 and 7).
const SPREAD: [u64; 4] = [
    0x9E37_79B9_7F4A_7C15,
    0xBB67_AE85_84CA_A73B,
    0x3C6E_F372_FE94_F82B,
    0xA54F_F53A_5F1D_36F1,
];

/// The hash of `name` under `seed`: of its length and of its first and last sixteen bytes, which are all of it up to a length of 32.
#[inline]
const fn hash(name: &[u8], seed: u32) -> u64 {
    let seeded = SPREAD[0] ^ (seed as u64) << 32 ^ name.len() as u64;
    if let (Some(first), Some(last)) = (name.first_chunk::<16>(), name.last_chunk::<16>()) {
        let (first, last) = (u128::from_le_bytes(*first), u128::from_le_bytes(*last));
        folded(first as u64 ^ seeded, (first >> 64) as u64 ^ SPREAD[1])
            ^ folded(last as u64 ^ SPREAD[2], (last >> 64) as u64 ^ SPREAD[3])
    } else if let (Some(first), Some(last)) = (name.first_chunk::<8>(), name.last_chunk::<8>()) {
        let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
        folded(first ^ seeded, last ^ SPREAD[1])
    } else {
        folded(short(name) ^ seeded, SPREAD[1])
    }
}

const fn folded(left: u64, right: u64) -> u64 {
    let product = left as u128 * right as u128;
    product as u64 ^ (product >> 64) as u64
}

/// All of a name of less than eight bytes.
#[inline]
const fn short(name: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (name.first_chunk(), name.last_chunk()) {
        u32::from_le_bytes(*first) as u64 | (u32::from_le_bytes(*last) as u64) << 32
    } else if let (Some(first), Some(last)) = (name.first(), name.last()) {
        let middle = name[name.len() / 2];
        *first as u64 | (middle as u64) << 8 | (*last as u64) << 16
    } else {
        0
    }
}

/// Whether two names are the same: those of usual lengths are compared in a few words, faster than a library function is called.
#[inline]
pub(super) const fn are_same(left: &[u8], right: &[u8]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    if let (Some(first), Some(last)) = (left.first_chunk::<16>(), left.last_chunk::<16>())
        && let (Some(its_first), Some(its_last)) = (right.first_chunk(), right.last_chunk())
    {
        u128::from_le_bytes(*first) == u128::from_le_bytes(*its_first)
            && u128::from_le_bytes(*last) == u128::from_le_bytes(*its_last)
            && (left.len() <= 32 || same(left, right))
    } else if let (Some(first), Some(last)) = (left.first_chunk::<8>(), left.last_chunk::<8>())
        && let (Some(its_first), Some(its_last)) = (right.first_chunk(), right.last_chunk())
    {
        u64::from_le_bytes(*first) == u64::from_le_bytes(*its_first)
            && u64::from_le_bytes(*last) == u64::from_le_bytes(*its_last)
    } else {
        short(left) == short(right)
    }
}

/// The number of slots for `count` names: a power of two, at most half of them full, so that a name is seldom out of its bucket.
pub(super) const fn slots_for(count: usize) -> usize {
    assert!(
        count < PLACE as usize,
        "a table has room for a million names"
    );
    match count {
        0 => 0,
        1 | 2 => BUCKET,
        _ => (count * 2).next_power_of_two(),
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

/// What has the names that a table finds: it says which name each place has.
///
/// `of` tells apart equal names in different places: it is the parent node of an edge, the id of an event source, and 0 for
/// operations.
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

impl Named<'_> {
    #[inline]
    const fn has(&self, place: u32, of: u32, name: &[u8]) -> bool {
        let place = place as usize;
        let (is_of, text) = match self {
            Self::Entries(entries) => of_key(&entries[place].key),
            Self::Targets(targets) => of_key(&targets[place].key),
            Self::Nodes(nodes) => (nodes[place].parent, nodes[place].name),
            #[cfg(test)]
            Self::Texts(texts) => (0, texts[place]),
        };
        is_of == of && are_same(text.as_bytes(), name)
    }
}

/// The name of an operation or of a source's events. Routes and whole events are in no slot.
const fn of_key(key: &Key) -> (u32, &'static str) {
    match *key {
        Key::Operation(name) => (OPERATIONS_ID, name),
        Key::Source(source, name) => (source.id, name),
        Key::Route(..) | Key::WholeEvent => (u32::MAX, ""),
    }
}

/// Finds the place that has `name`. Allocates nothing.
#[inline]
pub(super) fn find(slots: &[u32], named: Named<'_>, of: u32, name: &[u8]) -> Option<u32> {
    let hash = hash(name, of);
    // A table without names has no bucket.
    let bucket: &[u32; BUCKET] = slots.get(first_slot(slots, hash)..)?.first_chunk()?;
    let mut found = 0;
    for slot in bucket.iter().rev() {
        if (*slot ^ tag(hash)) & !PLACE == 0 {
            found = *slot & PLACE;
        }
    }
    if found == 0 {
        if bucket[BUCKET - 1] == 0 {
            return None;
        }
    } else if named.has(found - 1, of, name) {
        return Some(found - 1);
    }
    search(slots, named, of, name, hash).ok()
}

/// What has `name` after `place` was offered for it: `place`, or what had it before.
pub(super) const fn find_or_insert(
    slots: &mut [u32],
    named: Named<'_>,
    of: u32,
    name: &str,
    place: u32,
) -> u32 {
    let name = name.as_bytes();
    let hash = hash(name, of);
    match search(slots, named, of, name, hash) {
        Ok(before) => before,
        Err(free) => {
            slots[free] = tag(hash) | (place + 1);
            place
        }
    }
}

/// Goes through the slots one by one: the place that has the name, or the free slot where it would be.
#[cold]
#[inline(never)]
const fn search(
    slots: &[u32],
    named: Named<'_>,
    of: u32,
    name: &[u8],
    hash: u64,
) -> Result<u32, usize> {
    let mut at = first_slot(slots, hash);
    // Half of the slots are free, so the loop ends.
    loop {
        let slot = slots[at];
        if slot == 0 {
            return Err(at);
        }
        let place = (slot & PLACE) - 1;
        if (slot ^ tag(hash)) & !PLACE == 0 && named.has(place, of, name) {
            return Ok(place);
        }
        at = (at + 1) & (slots.len() - 1);
    }
}

/// Where the bucket of this hash begins.
const fn first_slot(slots: &[u32], hash: u64) -> usize {
    (hash as usize).wrapping_mul(BUCKET) & slots.len().wrapping_sub(1)
}

/// The part of the hash that a slot holds: not the part that tells the bucket.
const fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32 & !PLACE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(names: &[&'static str]) -> Vec<u32> {
        let mut slots = vec![0; slots_for(names.len())];
        for (index, name) in (0..).zip(names) {
            let place = find_or_insert(&mut slots, Named::Texts(names), 0, name, index);
            assert_eq!(place, index, "{name}");
        }
        slots
    }

    fn place(slots: &[u32], names: &[&'static str], name: &str) -> Option<u32> {
        find(slots, Named::Texts(names), 0, name.as_bytes())
    }

    #[test]
    fn every_name_is_found_and_no_other() {
        let mut names: Vec<&str> = vec!["", "a", "b", "ab", "orders.list", "orders.find"];
        // Of every length that is read in a way of its own.
        let long = "abcdefghijklmnopqrstuvwxyz0123456789";
        names.extend((3..=long.len()).map(|length| &long[..length]));
        let slots = table(&names);
        for (index, name) in (0..).zip(&names) {
            assert_eq!(place(&slots, &names, name), Some(index), "{name}");
            for at in 0..name.len() {
                let other = format!("{}X{}", &name[..at], &name[at + 1..]);
                assert_eq!(place(&slots, &names, &other), None, "{other}");
            }
        }
        assert_eq!(find(&slots, Named::Texts(&names), 1, b"a"), None);
    }

    #[test]
    fn a_name_that_is_there_already_keeps_its_place() {
        let names = ["orders.list", "orders.list"];
        let mut slots = table(&names[..1]);
        let named = Named::Texts(&names);
        assert_eq!(find_or_insert(&mut slots, named, 0, names[1], 1), 0);
    }

    #[test]
    fn names_that_differ_only_in_the_middle_are_told_apart() {
        let names: Vec<&'static str> = (0..20)
            .map(|n| &*format!("a-long-prefix-of-many-{n:02}-a-long-suffix-of-many").leak())
            .collect();
        assert_eq!(hash(names[0].as_bytes(), 0), hash(names[1].as_bytes(), 0));
        let slots = table(&names);
        for (index, name) in (0..).zip(&names) {
            assert_eq!(place(&slots, &names, name), Some(index), "{name}");
        }
        let other = "a-long-prefix-of-many-xx-a-long-suffix-of-many";
        assert_eq!(place(&slots, &names, other), None);
    }

    #[test]
    fn an_empty_table_finds_nothing() {
        assert_eq!(place(&[], &[], "a"), None);
    }

    #[test]
    fn of_ten_thousand_names_few_are_out_of_their_bucket() {
        let names: Vec<&'static str> = (0..10_000)
            .map(|n| &*format!("service{}.operation{n}", n % 7).leak())
            .collect();
        let slots = table(&names);
        let outside = names.iter().zip(1..).filter(|(name, place)| {
            let first = first_slot(&slots, hash(name.as_bytes(), 0));
            !slots[first..first + BUCKET]
                .iter()
                .any(|slot| slot & PLACE == *place)
        });
        let outside = outside.count();
        assert!(outside < 300, "{outside} of 10,000 names");
    }
}
