//! A million records, half of them through a standard queue and half through a FIFO queue, to a function that fails, panics, overruns
//! and is killed at random: nothing is lost, nothing is acknowledged that was not done, groups keep their order, the sums add up.
//!
//! The randomness is seeded and time is virtual: an hour's wait takes no time, and each run is the same.
#![cfg(test)]

mod function;
mod ledger;
mod world;

use std::time::Duration;

use gatewright_local::queue::{NewMessage, Queue, Settings};
use ledger::{Ledger, Record};
use world::{Totals, World};

const EACH: usize = 500_000;

/// Twice the function's timeout and more: a late reply would find its messages shown again.
const VISIBILITY: Duration = Duration::from_secs(30);

/// Sends the records, and lets the function have them until nothing is left.
fn run(settings: Settings, records: Vec<Record>) -> (World, Totals, Ledger) {
    // Thousands of panics are meant to happen; a backtrace of each takes minutes.
    std::panic::set_hook(Box::new(|panic| {
        if !function::is_staged(panic) {
            eprintln!("{panic}");
        }
    }));
    let mut queue = Queue::new(settings.visibility_timeout(VISIBILITY));
    for record in &records {
        let message = NewMessage::new(record.body())
            .group(record.group.to_string())
            .deduplication(record.number.to_string());
        queue
            .send(Duration::ZERO, message)
            .expect("a message that the queue takes");
    }
    ledger::open(records);
    let mut world = World::new(queue);
    let totals = world.run();
    assert_eq!(
        world.queue.counts(),
        (0, 0),
        "nothing waits, nothing is in flight"
    );
    (world, totals, ledger::close())
}

/// What was staged did happen, in the expected measure: rates are those of `ledger::fate`.
fn assert_faults_happened(totals: &Totals) {
    let invocations = totals.replies + totals.kills;
    assert!(totals.kills > invocations / 100, "{totals:?}");
    assert!(totals.overruns > invocations / 200, "{totals:?}");
    assert!(totals.left > EACH / 50, "{totals:?}");
}

#[test]
fn a_standard_queue_loses_nothing_and_sets_aside_what_never_succeeds() {
    let settings = Settings::new("standard").max_receive_count(5);
    let (mut world, totals, ledger) = run(settings, ledger::alone(EACH));
    assert_faults_happened(&totals);

    let dead: Vec<_> = world.queue.dead_letters().to_vec();
    assert_eq!(totals.deleted + dead.len(), EACH);
    assert_eq!(totals.received, totals.deleted + totals.left + totals.lost);
    assert!(dead.iter().all(|message| message.receive_count == 5));
    let poisoned = ledger.poisoned();
    assert!(poisoned > EACH / 2_000, "{poisoned}");
    assert_eq!(
        ledger.never_succeeded(),
        dead.len(),
        "what was acknowledged had succeeded"
    );
    assert!(
        (poisoned..poisoned + 10).contains(&dead.len()),
        "{poisoned} poisoned, {} dead letters",
        dead.len()
    );

    // Repaired, they are put back from the dead-letter queue.
    ledger::reopen(ledger.repaired());
    world.queue.redrive();
    let again = world.run();
    assert_eq!(again.deleted, dead.len());
    assert_eq!(world.queue.counts(), (0, 0));
    assert_eq!(ledger::close().never_succeeded(), 0);
}

#[test]
fn a_fifo_queue_loses_nothing_and_keeps_the_order_of_its_groups() {
    // Without a redrive policy: a dead letter would leave its group without it.
    let (_, totals, ledger) = run(Settings::new("groups.fifo"), ledger::in_groups(EACH));
    assert_faults_happened(&totals);
    assert_eq!(totals.deleted, EACH);
    assert_eq!(totals.received, totals.deleted + totals.left + totals.lost);
    assert_eq!(ledger.never_succeeded(), 0);
    assert_eq!(ledger.out_of_order, []);
    assert!(
        totals.mixed > totals.replies / 10,
        "batches of several groups: {totals:?}"
    );
}
