//! Something that is slow to make and quick to ask, in place of a model, an index or a dictionary.

use serde::Serialize;

/// Numbers that took long to calculate. What makes it heavy is work and memory; it never waits.
pub(crate) struct Table(Vec<u64>);

/// What a table says to a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Answer {
    pub answer: u64,
}

impl Table {
    /// 16 KiB for each unit of weight.
    const ENTRIES: usize = 2048;
    /// With these, a unit of weight is about a millisecond of a processor of 2025.
    const STEPS: usize = 300;

    /// A table of so many units. Those of different weights are of different numbers.
    pub(crate) fn of_weight(weight: usize) -> Self {
        let mut number = weight as u64;
        let entries = (0..weight * Self::ENTRIES).map(|_| {
            for _ in 0..Self::STEPS {
                number = mixed(number);
            }
            number
        });
        Self(entries.collect())
    }

    /// The same for the same text.
    pub(crate) fn answer(&self, text: &str) -> Answer {
        let entries = self.0.len() as u64;
        let answer = text.bytes().fold(0, |number, byte| {
            let place = mixed(number ^ u64::from(byte)) % entries;
            usize::try_from(place).map_or(number, |place| self.0[place])
        });
        Answer { answer }
    }
}

/// One step of the generator splitmix64: each depends on the one before, so none can be left out.
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_16_kib_for_each_unit_and_no_number_twice() {
        let Table(mut numbers) = Table::of_weight(2);
        assert_eq!(numbers.len() * size_of::<u64>(), 2 * 16 * 1024);
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 4096);
    }

    #[test]
    fn a_text_has_one_answer_and_another_text_another() {
        let table = Table::of_weight(1);
        assert_eq!(table.answer("a red mug"), table.answer("a red mug"));
        assert_ne!(table.answer("a red mug"), table.answer("a blue mug"));
        assert_ne!(
            table.answer("a red mug"),
            Table::of_weight(2).answer("a red mug")
        );
    }
}
