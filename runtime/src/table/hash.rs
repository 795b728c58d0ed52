//! The hash of a name, and the open-addressing table over it that constant evaluation fills.

#![expect(
    clippy::cast_possible_truncation,
    reason = "a hash folds wide words into narrow ones on purpose"
)]

/// Odd constants with well-spread bits (the fractional parts of the golden ratio and of the square root of 3).
const SPREAD: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xBB67_AE85_84CA_A73B];

/// Hashes the length and the first and last eight bytes of `name`, under `seed`.
///
/// Names that agree in all of these share a hash and are told apart by the comparison that follows every lookup.
pub(super) const fn hash(seed: u32, name: &[u8]) -> u32 {
    let length = name.len();
    let (first, last) = if length >= 8 {
        (eight_bytes(name, 0), eight_bytes(name, length - 8))
    } else {
        let mut bytes = 0u64;
        let mut at = 0;
        while at < length {
            bytes = bytes << 8 | name[at] as u64;
            at += 1;
        }
        (bytes, bytes)
    };
    let left = first ^ SPREAD[0] ^ (length as u64) << 32 ^ seed as u64;
    let right = last ^ SPREAD[1];
    let product = left as u128 * right as u128;
    let folded = product as u64 ^ (product >> 64) as u64;
    (folded ^ folded >> 32) as u32
}

const fn eight_bytes(name: &[u8], from: usize) -> u64 {
    let (_, tail) = name.split_at(from);
    match tail.first_chunk::<8>() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => 0,
    }
}

/// The number of slots for `count` names: a power of two, at most half full, so that a lookup seldom looks twice.
pub(super) const fn slots_for(count: usize) -> usize {
    if count == 0 {
        0
    } else {
        (count * 2).next_power_of_two()
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

/// One place of the table.
///
/// `of` tells apart equal names in different places: it is the parent node of an edge, the id of an event source, and 0 for
/// operations.
#[derive(Clone, Copy)]
pub struct Slot {
    hash: u32,
    of: u32,
    /// What the name stands for; [`Slot::FREE`] where there is none.
    value: u32,
    name: &'static str,
}

impl Slot {
    const FREE: u32 = u32::MAX;
    pub(super) const EMPTY: Self = Self {
        hash: 0,
        of: 0,
        value: Self::FREE,
        name: "",
    };
}

/// Finds what `name` stands for. Allocates nothing.
pub(super) fn find(slots: &[Slot], of: u32, name: &str) -> Option<u32> {
    let mask = slots.len().wrapping_sub(1);
    let hash = hash(of, name.as_bytes());
    let mut at = hash as usize & mask;
    // An empty table has no slot at all; in any other, half of the slots are free, so the loop ends.
    while let Some(slot) = slots.get(at) {
        if slot.value == Slot::FREE {
            return None;
        }
        if slot.hash == hash && slot.of == of && slot.name == name {
            return Some(slot.value);
        }
        at = (at + 1) & mask;
    }
    None
}

/// What `name` stands for after `value` was offered for it: `value`, or what stood there before.
pub(super) const fn find_or_insert(
    slots: &mut [Slot],
    of: u32,
    name: &'static str,
    value: u32,
) -> u32 {
    let mask = slots.len() - 1;
    let hash = hash(of, name.as_bytes());
    let mut at = hash as usize & mask;
    loop {
        let slot = slots[at];
        if slot.value == Slot::FREE {
            slots[at] = Slot {
                hash,
                of,
                value,
                name,
            };
            return value;
        }
        if slot.hash == hash && slot.of == of && same(slot.name.as_bytes(), name.as_bytes()) {
            return slot.value;
        }
        at = (at + 1) & mask;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(names: &[&'static str]) -> Vec<Slot> {
        let mut slots = vec![Slot::EMPTY; slots_for(names.len())];
        for (index, name) in names.iter().enumerate() {
            find_or_insert(&mut slots, 0, name, u32::try_from(index).unwrap());
        }
        slots
    }

    #[test]
    fn every_name_is_found_and_no_other() {
        let names = [
            "",
            "a",
            "b",
            "ab",
            "orders.list",
            "orders.find",
            "12345678",
            "123456789",
        ];
        let slots = table(&names);
        for (index, name) in names.iter().enumerate() {
            assert_eq!(
                find(&slots, 0, name),
                Some(u32::try_from(index).unwrap()),
                "{name}"
            );
        }
        assert_eq!(find(&slots, 0, "orders.lost"), None);
        assert_eq!(find(&slots, 1, "a"), None);
    }

    #[test]
    fn names_that_differ_only_in_the_middle_are_told_apart() {
        let names = [
            "prefixed-1-suffixed",
            "prefixed-2-suffixed",
            "prefixed-3-suffixed",
        ];
        assert_eq!(hash(0, names[0].as_bytes()), hash(0, names[1].as_bytes()));
        let slots = table(&names);
        assert_eq!(find(&slots, 0, names[2]), Some(2));
        assert_eq!(find(&slots, 0, "prefixed-4-suffixed"), None);
    }

    #[test]
    fn an_empty_table_finds_nothing() {
        assert_eq!(find(&[], 0, "a"), None);
    }

    #[test]
    fn ten_thousand_names_need_few_second_looks() {
        let names: Vec<&'static str> = (0..10_000)
            .map(|n| &*format!("service{}.operation{n}", n % 7).leak())
            .collect();
        let slots = table(&names);
        let mut steps = 0;
        for name in &names {
            let mut at = hash(0, name.as_bytes()) as usize & (slots.len() - 1);
            while slots[at].name != *name {
                at = (at + 1) & (slots.len() - 1);
                steps += 1;
            }
        }
        assert!(
            steps < 6_000,
            "{steps} steps beside the first for 10,000 names"
        );
    }
}
