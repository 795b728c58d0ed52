//! Loops in async functions and blocks: the futures keep their traits.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use gatewright::testing::block_on;

twice! {
    pub async fn awaits_in_every_loop(n: u32) -> u32 {
        let mut sum = 0;
        for i in 0..n {
            tokio::task::yield_now().await;
            sum += i;
        }
        while sum % 10 != 0 {
            tokio::time::sleep(Duration::from_micros(1)).await;
            sum += 1;
        }
        loop {
            tokio::task::yield_now().await;
            sum -= 3;
            if sum % 2 == 0 {
                break sum;
            }
        }
    }

    pub async fn in_blocks_and_closures(words: Vec<String>) -> Result<usize, String> {
        let length = async {
            let mut length = 0;
            for word in &words {
                if word.is_empty() {
                    Err("a word without letters")?;
                }
                length += word.len();
            }
            Ok::<_, String>(length)
        };
        let more = async |n: usize| {
            let mut n = n;
            while n < 10 {
                n += 1;
            }
            n
        };
        Ok(more(length.await?).await)
    }

    pub async fn holds_what_is_not_send(n: u32) -> u32 {
        let sum = Rc::new(Cell::new(0));
        for i in 0..n {
            let shared = Rc::clone(&sum);
            tokio::task::yield_now().await;
            shared.set(shared.get() + i);
        }
        sum.get()
    }

    pub async fn spawns(n: u32) -> u32 {
        let task = tokio::spawn(async move {
            let mut sum = 0;
            for i in 0..n {
                tokio::task::yield_now().await;
                sum += i;
            }
            sum
        });
        task.await.expect("it does not panic")
    }
}

fn is_send<F: Send>(future: F) -> F {
    future
}

#[test]
fn async_loops_behave_the_same() {
    block_on(async {
        assert_eq!(plain::awaits_in_every_loop(7).await, 24);
        assert_eq!(guarded::awaits_in_every_loop(7).await, 24);
        for words in [vec!["abc", "de"], vec!["abc", ""]] {
            let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
            let expected = if words[1].is_empty() {
                Err("a word without letters".to_owned())
            } else {
                Ok(10)
            };
            assert_eq!(plain::in_blocks_and_closures(words.clone()).await, expected);
            assert_eq!(guarded::in_blocks_and_closures(words).await, expected);
        }
        assert_eq!(plain::holds_what_is_not_send(4).await, 6);
        assert_eq!(guarded::holds_what_is_not_send(4).await, 6);
        assert_eq!(plain::spawns(4).await, 6);
        assert_eq!(guarded::spawns(4).await, 6);
    });
}

#[test]
fn future_stays_send_and_keeps_its_size() {
    let size = |future: &dyn std::any::Any| size_of_val(future);
    let (as_it_is, checked) = (
        is_send(plain::awaits_in_every_loop(1)),
        is_send(guarded::awaits_in_every_loop(1)),
    );
    assert_eq!(size(&as_it_is), size(&checked));
    let (as_it_is, checked) = (
        plain::holds_what_is_not_send(1),
        guarded::holds_what_is_not_send(1),
    );
    assert_eq!(size(&as_it_is), size(&checked));
}
