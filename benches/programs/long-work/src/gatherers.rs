//! Ways to wait for many futures concurrently, with a limit.

use std::future::{Future, ready};
use std::hint::black_box;
use std::pin::Pin;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use futures_util::stream::{self, FuturesUnordered, StreamExt};
use gatewright::gather;
use gatewright::testing::block_on;

const ITEMS: u64 = 10_000;
const LIMIT: usize = 64;

/// A way to wait for many futures.
pub(crate) struct Gatherer {
    pub(crate) name: &'static str,
    ready: fn() -> Gathering,
    waits: fn() -> Gathering,
}

type Gathering = Pin<Box<dyn Future<Output = Vec<u64>>>>;

/// All gatherers. Gatewright's is first.
pub(crate) const GATHERERS: [Gatherer; 3] = [
    Gatherer {
        name: "gather",
        ready: || Box::pin(gather(0..ITEMS, LIMIT, |item| ready(black_box(item)))),
        waits: || Box::pin(gather(0..10, LIMIT, a_wait)),
    },
    Gatherer {
        name: "futures-unordered",
        ready: || Box::pin(unordered(0..ITEMS, |item| ready(black_box(item)))),
        waits: || Box::pin(unordered(0..10, a_wait)),
    },
    Gatherer {
        name: "buffered",
        ready: || {
            let items = stream::iter(0..ITEMS).map(|item| ready(black_box(item)));
            Box::pin(items.buffered(LIMIT).collect())
        },
        waits: || Box::pin(stream::iter(0..10).map(a_wait).buffered(LIMIT).collect()),
    },
];

async fn a_wait(item: u64) -> u64 {
    tokio::time::sleep(Duration::from_millis(200)).await;
    item
}

/// `FuturesUnordered` with a limit, as its documentation advises: another future is added whenever one ends. The order is lost.
async fn unordered<F: Future<Output = u64>>(
    mut items: impl Iterator<Item = u64>,
    start: impl Fn(u64) -> F,
) -> Vec<u64> {
    let mut waiting: FuturesUnordered<F> = items.by_ref().take(LIMIT).map(&start).collect();
    let mut results = Vec::new();
    while let Some(result) = waiting.next().await {
        results.push(result);
        if let Some(item) = items.next() {
            waiting.push(start(item));
        }
    }
    results
}

/// Checks that all gatherers return the same items.
pub(crate) fn compare() -> Result<()> {
    let expected: Vec<u64> = (0..ITEMS).collect();
    for gatherer in &GATHERERS {
        let mut gathered = block_on((gatherer.ready)());
        gathered.sort_unstable();
        ensure!(
            gathered == expected,
            "expected {} to gather the same items as the others",
            gatherer.name
        );
    }
    Ok(())
}

pub(crate) fn count(gatherer: &Gatherer, rounds: usize) {
    for _ in 0..rounds {
        black_box(block_on((gatherer.ready)()));
    }
}

pub(crate) fn wait() -> Result<()> {
    for gatherer in &GATHERERS {
        let begun = Instant::now();
        let gathered = block_on((gatherer.waits)());
        let elapsed = begun.elapsed();
        ensure!(gathered.len() == 10, "{} loses items", gatherer.name);
        println!("{} {}", gatherer.name, elapsed.as_secs_f64() * 1e3);
    }
    Ok(())
}
