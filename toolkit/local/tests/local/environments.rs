//! Which environment an invocation gets.

use crate::support::{Desk, document, is_cold};
use gatewright_local::{Invocation, Options, Refusal};
use serde_json::json;
use std::time::{Duration, Instant};

#[tokio::test]
async fn the_first_invocation_is_cold_and_the_next_ones_reuse_its_environment() {
    let desk = Desk::new().await;
    for count in 1..=20 {
        let outcome = desk.invoke(json!({})).await;
        assert_eq!(document(&outcome), json!({ "count": count, "told": null }));
        assert_eq!(is_cold(outcome.start), count == 1, "invocation {count}");
    }
    desk.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_holds_on_a_runtime_of_many_threads() {
    let desk = Desk::new().await;
    for count in 1..=20 {
        assert_eq!(document(&desk.invoke(json!({})).await)["count"], count);
    }
    desk.stop().await;
}

#[tokio::test]
async fn a_request_that_arrives_while_all_are_busy_gets_another_environment() {
    let desk = Desk::new().await;
    let slow = || desk.invoke(json!({ "do": "sleep", "ms": 400 }));
    let since = Instant::now();
    let (a, b, c) = tokio::join!(slow(), slow(), slow());
    assert!(
        since.elapsed() < Duration::from_millis(1100),
        "they ran one after another"
    );
    for outcome in [a, b, c] {
        assert_eq!(document(&outcome)["count"], 1);
        assert!(is_cold(outcome.start));
    }
    desk.stop().await;
}

#[tokio::test]
async fn the_most_recently_used_environment_goes_first() {
    let desk = Desk::new().await;
    // It is back in the pool, not still on its way there.
    let settled = || tokio::time::sleep(Duration::from_millis(150));
    let pid = async || document(&desk.invoke(json!({ "do": "pid" })).await);
    let older = pid().await;
    settled().await;
    let (_, newer) = tokio::join!(desk.invoke(json!({ "do": "sleep", "ms": 300 })), pid());
    assert_ne!(newer, older);
    settled().await;
    // The sleeper was the last to come back.
    for _ in 0..3 {
        assert_eq!(pid().await, older);
        settled().await;
    }
    desk.stop().await;
}

#[tokio::test]
async fn beyond_the_bound_requests_are_refused_until_one_is_free_again() {
    let desk = Desk::with(
        Duration::from_secs(30),
        Options::default().max_environments(2),
    )
    .await;
    let slow = || desk.invoke(json!({ "do": "sleep", "ms": 700 }));
    let late = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        desk.lambda.invoke(Invocation::new("{}")).await
    };
    let (_, _, late) = tokio::join!(slow(), slow(), late);
    assert_eq!(late.err(), Some(Refusal::TooManyRequests));
    let after = desk.invoke(json!({})).await;
    assert_eq!(document(&after)["count"], 2);
    assert!(!is_cold(after.start));
    desk.stop().await;
}

#[tokio::test]
async fn an_environment_that_is_late_with_its_next_question_is_not_waited_for() {
    let desk = Desk::new().await;
    assert_eq!(
        document(&desk.invoke(json!({ "do": "linger", "ms": 800 })).await)["count"],
        1
    );
    let during = desk.invoke(json!({})).await;
    assert!(is_cold(during.start), "it waited for the lingering one");
    assert_eq!(document(&during)["count"], 1);
    desk.stop().await;
}

#[tokio::test]
async fn an_invocation_goes_on_when_its_caller_has_left() {
    let desk = Desk::new().await;
    let abandoned = desk.invoke(json!({ "do": "sleep", "ms": 200 }));
    assert!(
        tokio::time::timeout(Duration::from_millis(100), abandoned)
            .await
            .is_err()
    );
    tokio::time::sleep(Duration::from_millis(400)).await;
    let after = desk.invoke(json!({})).await;
    assert_eq!(
        (document(&after)["count"].as_u64(), is_cold(after.start)),
        (Some(2), false)
    );
    desk.stop().await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn peak_memory_is_that_of_the_function() {
    let desk = Desk::new().await;
    let before = desk
        .invoke(json!({}))
        .await
        .peak_memory
        .expect("Linux tells");
    let size = 64 << 20;
    let after = desk
        .invoke(json!({ "do": "allocate", "bytes": size }))
        .await
        .peak_memory
        .expect("Linux tells");
    assert!(before < size && after >= size, "{before} {after}");
    desk.stop().await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn stopping_kills_and_reaps_busy_and_idle_environments() {
    use crate::support::exists;
    let desk = Desk::new().await;
    let lambda = desk.lambda.clone();
    let busy = Invocation::new(json!({ "do": "spin" }).to_string());
    let pid = document(&desk.invoke(json!({ "do": "pid" })).await)
        .as_u64()
        .expect("a pid");
    let busy = tokio::spawn(async move { lambda.invoke(busy).await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let lambda = desk.lambda.clone();
    let idle = document(&desk.invoke(json!({ "do": "pid" })).await)
        .as_u64()
        .expect("a pid");
    assert!(exists(pid) && exists(idle) && pid != idle);
    desk.stop().await;
    assert!(!exists(pid) && !exists(idle));
    assert_eq!(busy.await.expect("no panic").err(), Some(Refusal::Stopped));
    assert_eq!(
        lambda.invoke(Invocation::new("{}")).await.err(),
        Some(Refusal::Stopped)
    );
}
