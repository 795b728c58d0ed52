//! A value that is slow to make and fast to query, in place of a model, an index or a dictionary.

use serde::Serialize;

/// Numbers that take long to compute. The cost is processor time and memory, never waiting.
pub(crate) struct Table(Vec<u64>);

/// The result of a query with a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Answer {
    pub answer: u64,
}

impl Table {
    /// Numbers per unit of weight: 16 KiB.
    const ENTRIES: usize = 2048;
    /// Steps from one number to the next. With 300, a unit of weight takes about a millisecond on a processor of 2025.
    const STEPS: usize = 300;

    /// Makes a table of a weight. Tables of different weights hold different numbers.
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

    /// Returns an answer that is always the same for the same text.
    pub(crate) fn answer(&self, text: &str) -> Answer {
        let entries = self.0.len() as u64;
        let answer = text.bytes().fold(0, |number, byte| {
            let place = mixed(number ^ u64::from(byte)) % entries;
            usize::try_from(place).map_or(number, |place| self.0[place])
        });
        Answer { answer }
    }
}

/// Performs one step of the splitmix64 generator. Each step depends on the one before, so the optimiser cannot skip any.
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
    fn table_has_16_kib_per_unit_and_no_duplicates() {
        let Table(mut numbers) = Table::of_weight(2);
        assert_eq!(numbers.len() * size_of::<u64>(), 2 * 16 * 1024);
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 4096);
    }

    #[test]
    fn answer_depends_on_text_and_weight_only() {
        let table = Table::of_weight(1);
        assert_eq!(table.answer("a red mug"), table.answer("a red mug"));
        assert_ne!(table.answer("a red mug"), table.answer("a blue mug"));
        assert_ne!(
            table.answer("a red mug"),
            Table::of_weight(2).answer("a red mug")
        );
    }
}
