use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use super::*;
use crate::testing::block_on;

/// Waits for this number of turns of the event loop.
async fn turns(number: usize) {
    for _ in 0..number {
        tokio::task::yield_now().await;
    }
}

#[test]
fn results_are_in_the_order_of_the_items() {
    let results = block_on(gather([5, 1, 3, 0, 2], 3, async |number| {
        turns(number).await;
        number * 10
    }));
    assert_eq!(results, [50, 10, 30, 0, 20]);
}

#[test]
fn empty_list_is_ready_at_once() {
    let results: Vec<()> = block_on(gather(Vec::<u8>::new(), 4, async |_| panic!("no item")));
    assert!(results.is_empty());
}

#[test]
#[should_panic(expected = "the `limit` of `gather` must be at least 1")]
fn limit_of_0_panics() {
    drop(gather([1], 0, async |number| number));
}

#[test]
fn as_many_items_wait_as_the_limit_allows() {
    for (limit, expected) in [(1, 1), (4, 4), (100, 20)] {
        let (waiting, most) = (Cell::new(0), Cell::new(0));
        let results = block_on(gather(0..20, limit, async |number| {
            waiting.set(waiting.get() + 1);
            most.set(most.get().max(waiting.get()));
            turns(1 + number % 3).await;
            waiting.set(waiting.get() - 1);
        }));
        assert_eq!((results.len(), most.get()), (20, expected), "{limit}");
    }
}

#[test]
fn items_start_in_order_and_only_below_the_limit() {
    let log = RefCell::new(String::new());
    let note = |what: String| log.borrow_mut().push_str(&what);
    block_on(gather(
        [("a", 9), ("b", 1), ("c", 1)],
        2,
        async |(name, number)| {
            note(format!("+{name}"));
            turns(number).await;
            note(format!("-{name}"));
        },
    ));
    assert_eq!(log.into_inner(), "+a+b-b+c-c-a");
}

#[test]
fn first_error_ends_it_and_drops_waiting_items() {
    struct Dropped<'a>(&'a Cell<u32>);
    impl Drop for Dropped<'_> {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }
    let (started, dropped) = (Cell::new(0), Cell::new(0));
    let result: Result<Vec<()>, &str> = block_on(
        gather([9, 1, 9, 9], 3, async |number| {
            let _dropped = Dropped(&dropped);
            started.set(started.get() + 1);
            turns(number).await;
            if number == 1 { Err("no") } else { Ok(()) }
        })
        .or_first_error(),
    );
    assert_eq!(result, Err("no"));
    assert_eq!((started.get(), dropped.get()), (3, 3));
}

#[test]
fn error_that_is_ready_at_once_ends_it() {
    let result = block_on(
        gather(
            0..,
            3,
            async |number| if number < 5 { Ok(number) } else { Err(number) },
        )
        .or_first_error(),
    );
    assert_eq!(result, Err(5));
}

#[test]
fn without_an_error_the_values_are_unwrapped() {
    let result: Result<Vec<u32>, ()> =
        block_on(gather(0..3, 2, async |number| Ok(number)).or_first_error());
    assert_eq!(result, Ok(vec![0, 1, 2]));
}

#[test]
fn near_the_deadline_only_started_items_finish() {
    // Near in 100 ms.
    let deadline = Deadline::arriving(Duration::from_millis(500), Some(Duration::from_millis(200)));
    let gathered = block_on(
        gather(0..100, 2, async |number| {
            tokio::time::sleep(Duration::from_millis(40)).await;
            number
        })
        .until(deadline),
    );
    let started = gathered.results.len();
    // Two at a time, started at 0, 40 and 80 ms. A busy machine starts fewer.
    assert!((2..=6).contains(&started), "{gathered:?}");
    assert_eq!(gathered.results, (0..started).collect::<Vec<_>>());
    assert_eq!(gathered.unstarted, (started..100).collect::<Vec<_>>());
}

#[test]
fn all_items_are_returned_if_the_deadline_is_near() {
    let near = Deadline::after(Duration::ZERO);
    let gathered: Gathered<(), _> =
        block_on(gather([1, 2], 2, async |_| panic!("not started")).until(near));
    assert_eq!(gathered.unstarted, [1, 2]);
    let gathered = block_on(
        gather([1, 2], 2, async |_| Err::<(), _>("not started"))
            .until(near)
            .or_first_error(),
    );
    assert_eq!(gathered.map(|gathered| gathered.unstarted), Ok(vec![1, 2]));
}

#[test]
fn items_wait_concurrently() {
    let begun = Instant::now();
    block_on(gather(0..10, 10, async |_| {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }));
    let elapsed = begun.elapsed();
    assert!(elapsed >= Duration::from_millis(200));
    // Sequentially they would take 2 s.
    assert!(elapsed < Duration::from_secs(1), "{elapsed:?}");
}

#[test]
fn gather_is_send_if_its_futures_are() {
    fn can_move<T: Send>(value: T) -> T {
        value
    }
    drop(can_move(gather([1], 1, |number| {
        std::future::ready(number)
    })));
}
