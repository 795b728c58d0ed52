//! The choice of an environment for an invocation.

use crate::support::{TestService, document, is_cold};
use gatewright_local::{Invocation, Options, Outcome, Refusal};
use serde_json::json;
use std::time::{Duration, Instant};

#[tokio::test]
async fn first_invocation_is_cold_and_the_next_are_warm() {
    let service = TestService::new().await;
    for count in 1..=20 {
        let outcome = service.invoke(json!({})).await;
        assert_eq!(document(&outcome), json!({ "count": count, "told": null }));
        assert_eq!(is_cold(outcome.start), count == 1, "invocation {count}");
    }
    service.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn warm_invocations_work_on_a_multi_thread_runtime() {
    let service = TestService::new().await;
    for count in 1..=20 {
        assert_eq!(document(&service.invoke(json!({})).await)["count"], count);
    }
    service.stop().await;
}

#[tokio::test]
async fn concurrent_requests_get_more_environments() {
    let service = TestService::new().await;
    let slow = || service.invoke(json!({ "do": "sleep", "ms": 2_000 }));
    let since = Instant::now();
    let (a, b, c) = tokio::join!(slow(), slow(), slow());
    assert!(
        since.elapsed() < Duration::from_secs(5),
        "they ran one after another"
    );
    for outcome in [a, b, c] {
        assert_eq!(document(&outcome)["count"], 1);
        assert!(is_cold(outcome.start));
    }
    service.stop().await;
}

#[tokio::test]
async fn most_recently_used_environment_is_first() {
    let service = TestService::new().await;
    // Waits until the environment is back in the pool.
    let settled = || tokio::time::sleep(Duration::from_millis(500));
    let pid = async || document(&service.invoke(json!({ "do": "pid" })).await);
    let older = pid().await;
    settled().await;
    let (_, newer) = tokio::join!(service.invoke(json!({ "do": "sleep", "ms": 1_500 })), pid());
    assert_ne!(newer, older);
    settled().await;
    // The one that slept came back last.
    for _ in 0..3 {
        assert_eq!(pid().await, older);
        settled().await;
    }
    service.stop().await;
}

#[tokio::test]
async fn requests_over_the_maximum_wait() {
    let service = TestService::with(
        Duration::from_secs(30),
        Options::default().max_environments(2),
    )
    .await;
    let slow = || service.invoke(json!({ "do": "sleep", "ms": 2_000 }));
    let late = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        service.lambda.invoke(Invocation::new("{}")).await
    };
    let (_, _, late) = tokio::join!(slow(), slow(), late);
    let late = late.expect("it waits");
    assert_eq!(document(&late)["count"], 2);
    assert!(!is_cold(late.start));
    let after = service.invoke(json!({})).await;
    assert!(!is_cold(after.start));
    service.stop().await;
}

#[tokio::test]
async fn waiting_requests_run_in_the_order_of_their_arrival() {
    let options = Options::default().max_environments(1);
    let service = TestService::with(Duration::from_secs(30), options).await;
    let ask = || service.invoke(json!({ "do": "sleep", "ms": 50 }));
    let answers = tokio::join!(ask(), ask(), ask(), ask(), ask(), ask());
    let counts = <[Outcome; 6]>::from(answers).map(|outcome| document(&outcome)["count"].clone());
    assert_eq!(counts, [1, 2, 3, 4, 5, 6]);
    service.stop().await;
}

#[tokio::test]
async fn environment_that_is_late_with_next_is_not_waited_for() {
    let service = TestService::new().await;
    assert_eq!(
        document(&service.invoke(json!({ "do": "linger", "ms": 3_000 })).await)["count"],
        1
    );
    let during = service.invoke(json!({})).await;
    assert!(is_cold(during.start), "it waited for the lingering one");
    assert_eq!(document(&during)["count"], 1);
    service.stop().await;
}

#[tokio::test]
async fn invocation_runs_to_its_end_without_its_caller() {
    let service = TestService::new().await;
    let abandoned = service.invoke(json!({ "do": "sleep", "ms": 200 }));
    assert!(
        tokio::time::timeout(Duration::from_millis(100), abandoned)
            .await
            .is_err()
    );
    tokio::time::sleep(Duration::from_secs(3)).await;
    let after = service.invoke(json!({})).await;
    assert_eq!(
        (document(&after)["count"].as_u64(), is_cold(after.start)),
        (Some(2), false)
    );
    service.stop().await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn peak_memory_is_that_of_the_function() {
    let service = TestService::new().await;
    let before = service
        .invoke(json!({}))
        .await
        .peak_memory
        .expect("Linux tells");
    let size = 64 << 20;
    let after = service
        .invoke(json!({ "do": "allocate", "bytes": size }))
        .await
        .peak_memory
        .expect("Linux tells");
    assert!(before < size && after >= size, "{before} {after}");
    service.stop().await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn stop_kills_and_reaps_busy_and_idle_environments() {
    use crate::support::exists;
    let service = TestService::new().await;
    let lambda = service.lambda.clone();
    let busy = Invocation::new(json!({ "do": "spin" }).to_string());
    let pid = document(&service.invoke(json!({ "do": "pid" })).await)
        .as_u64()
        .expect("a pid");
    let busy = tokio::spawn(async move { lambda.invoke(busy).await });
    tokio::time::sleep(Duration::from_millis(500)).await;
    let lambda = service.lambda.clone();
    let idle = document(&service.invoke(json!({ "do": "pid" })).await)
        .as_u64()
        .expect("a pid");
    assert!(exists(pid) && exists(idle) && pid != idle);
    service.stop().await;
    assert!(!exists(pid) && !exists(idle));
    assert_eq!(busy.await.expect("no panic").err(), Some(Refusal::Stopped));
    assert_eq!(
        lambda.invoke(Invocation::new("{}")).await.err(),
        Some(Refusal::Stopped)
    );
}
