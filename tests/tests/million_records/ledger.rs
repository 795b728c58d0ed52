//! The planned fate of each record, and a log of what happened to it.

use std::cell::RefCell;

/// One record.
pub(crate) struct Record {
    pub(crate) number: usize,
    pub(crate) group: usize,
    /// The index in the group.
    step: usize,
    is_poisoned: bool,
}

/// The fate of a record in one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Done,
    /// Succeeds after this number of milliseconds.
    DoneAfter(u64),
    Fails,
    Panics,
    /// Waits beyond the deadline.
    Overruns,
    /// The process is killed before the record is handled.
    KilledBefore,
    /// The process is killed after the record is handled and before the reply.
    KilledAfter,
}

#[derive(Default)]
pub(crate) struct Ledger {
    records: Vec<Record>,
    attempts: Vec<u64>,
    successes: Vec<u32>,
    /// The first step of each group that has not succeeded.
    next_step: Vec<usize>,
    /// Group and step of records that were started before an earlier record of their group succeeded.
    pub(crate) out_of_order: Vec<(usize, usize)>,
}

thread_local! {
    /// Each test and its function run on one thread.
    static LEDGER: RefCell<Ledger> = RefCell::default();
}

impl Record {
    pub(crate) fn body(&self) -> String {
        format!(r#"{{"number":{}}}"#, self.number)
    }
}

/// Makes records without groups. One in a thousand is poisoned: it fails in every attempt.
pub(crate) fn alone(count: usize) -> Vec<Record> {
    (0..count)
        .map(|number| Record {
            number,
            group: number,
            step: 0,
            is_poisoned: random(number as u64, 0).is_multiple_of(1_000),
        })
        .collect()
}

/// Makes records in groups of 1 to 12.
pub(crate) fn in_groups(count: usize) -> Vec<Record> {
    let mut records = Vec::with_capacity(count);
    for group in 0.. {
        let last = random(group as u64, 1) % 12;
        for step in (0..12).take_while(|step| *step as u64 <= last) {
            if records.len() == count {
                return records;
            }
            records.push(Record {
                number: records.len(),
                group,
                step,
                is_poisoned: false,
            });
        }
    }
    records
}

/// Hashes two numbers into one with the finaliser of `SplitMix64`.
fn random(a: u64, b: u64) -> u64 {
    let mut mixed = (a.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ b).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn fate(number: usize, attempt: u64) -> Fate {
    match random(number as u64, attempt + 2) % 10_000 {
        0..300 => Fate::Fails,
        300..330 => Fate::Panics,
        330..340 => Fate::Overruns,
        340..350 => Fate::KilledBefore,
        350..360 => Fate::KilledAfter,
        360..860 => Fate::DoneAfter(random(number as u64, attempt + 3) % 20),
        _ => Fate::Done,
    }
}

pub(crate) fn open(records: Vec<Record>) {
    let count = records.len();
    LEDGER.set(Ledger {
        records,
        attempts: vec![0; count],
        successes: vec![0; count],
        next_step: vec![0; count],
        out_of_order: Vec::new(),
    });
}

pub(crate) fn reopen(ledger: Ledger) {
    LEDGER.set(ledger);
}

pub(crate) fn close() -> Ledger {
    LEDGER.take()
}

/// Records the start of an attempt, and returns its fate.
pub(crate) fn started(number: usize) -> Fate {
    LEDGER.with_borrow_mut(|ledger| {
        let Record {
            group,
            step,
            is_poisoned,
            ..
        } = ledger.records[number];
        ledger.attempts[number] += 1;
        if step > ledger.next_step[group] {
            ledger.out_of_order.push((group, step));
        }
        if is_poisoned {
            Fate::Fails
        } else {
            fate(number, ledger.attempts[number])
        }
    })
}

/// Records the success of a record.
pub(crate) fn succeeded(number: usize) {
    LEDGER.with_borrow_mut(|ledger| {
        let Record { group, step, .. } = ledger.records[number];
        ledger.successes[number] += 1;
        if step == ledger.next_step[group] {
            ledger.next_step[group] += 1;
        }
    });
}

/// Returns whether all of these records have succeeded, as must be true of every record that the queue deletes.
pub(crate) fn have_succeeded(numbers: impl IntoIterator<Item = usize>) -> bool {
    LEDGER.with_borrow(|ledger| {
        numbers
            .into_iter()
            .all(|number| ledger.successes[number] > 0)
    })
}

pub(crate) fn group_of(number: usize) -> usize {
    LEDGER.with_borrow(|ledger| ledger.records[number].group)
}

impl Ledger {
    pub(crate) fn poisoned(&self) -> usize {
        self.records
            .iter()
            .filter(|record| record.is_poisoned)
            .count()
    }

    pub(crate) fn never_succeeded(&self) -> usize {
        self.successes
            .iter()
            .filter(|successes| **successes == 0)
            .count()
    }

    /// Returns the ledger without poisoned records.
    pub(crate) fn repaired(mut self) -> Self {
        for record in &mut self.records {
            record.is_poisoned = false;
        }
        self
    }
}
