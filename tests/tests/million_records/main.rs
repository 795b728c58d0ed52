//! A million records, half through a standard queue and half through a FIFO queue; without `GATEWRIGHT_FULL` a tenth of them.
//!
//! The function fails, panics, overruns and is killed at random. No record may be lost, or acknowledged without success. Groups keep
//! their order, and the sums add up. The randomness is seeded and time is virtual: each run is the same, and waiting takes no time.
#![cfg(test)]

mod function;
mod ledger;
mod world;

use std::time::Duration;

use gatewright_local::queue::{NewMessage, Queue, Settings};
use ledger::{Ledger, Record};
use world::{Totals, World};

/// Returns the number of records of each queue.
fn each() -> usize {
    match std::env::var_os("GATEWRIGHT_FULL") {
        None => 50_000,
        Some(_) => 500_000,
    }
}

/// Longer than twice the function's timeout. With less, messages could become visible again before a late reply.
const VISIBILITY: Duration = Duration::from_secs(30);

/// Sends the records, and runs the function until the queue is empty.
fn run(settings: Settings, records: Vec<Record>) -> (World, Totals, Ledger) {
    // Thousands of panics are intended, and printing a backtrace for each would take minutes.
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
            .expect("the queue rejected a message");
    }
    ledger::open(records);
    let mut world = World::new(queue);
    let totals = world.run();
    assert_eq!(
        world.queue.counts(),
        (0, 0),
        "expected no waiting messages and none in flight"
    );
    (world, totals, ledger::close())
}

/// Checks that the planned faults happened at about the rates of `ledger::fate`.
fn assert_faults_happened(totals: &Totals, records: usize) {
    let invocations = totals.replies + totals.kills;
    assert!(totals.kills > invocations / 100, "{totals:?}");
    assert!(totals.overruns > invocations / 200, "{totals:?}");
    assert!(totals.left > records / 50, "{totals:?}");
}

#[test]
fn standard_queue_loses_nothing_and_sets_failures_aside() {
    let each = each();
    let settings = Settings::new("standard").max_receive_count(5);
    let (mut world, totals, ledger) = run(settings, ledger::alone(each));
    assert_faults_happened(&totals, each);

    let dead: Vec<_> = world.queue.dead_letters().to_vec();
    assert_eq!(totals.deleted + dead.len(), each);
    assert_eq!(totals.received, totals.deleted + totals.left + totals.lost);
    assert!(dead.iter().all(|message| message.receive_count == 5));
    let poisoned = ledger.poisoned();
    assert!(poisoned > each / 2_000, "{poisoned}");
    assert_eq!(
        ledger.never_succeeded(),
        dead.len(),
        "expected that only dead letters never succeeded"
    );
    assert!(
        (poisoned..poisoned + 10).contains(&dead.len()),
        "{poisoned} poisoned, {} dead letters",
        dead.len()
    );

    // Without poison, the dead letters succeed after a redrive.
    ledger::reopen(ledger.repaired());
    world.queue.redrive();
    let again = world.run();
    assert_eq!(again.deleted, dead.len());
    assert_eq!(world.queue.counts(), (0, 0));
    assert_eq!(ledger::close().never_succeeded(), 0);
}

#[test]
fn fifo_queue_loses_nothing_and_keeps_group_order() {
    let each = each();
    // There is no redrive policy, because a dead letter would be missing from its group.
    let (_, totals, ledger) = run(Settings::new("groups.fifo"), ledger::in_groups(each));
    assert_faults_happened(&totals, each);
    assert_eq!(totals.deleted, each);
    assert_eq!(totals.received, totals.deleted + totals.left + totals.lost);
    assert_eq!(ledger.never_succeeded(), 0);
    assert_eq!(ledger.out_of_order, []);
    assert!(
        totals.mixed > totals.replies / 10,
        "expected more batches of several groups: {totals:?}"
    );
}
