//! Faults during an invocation: the caller's error, and that the next invocation works.

use crate::support::{TestService, document, is_cold};
use gatewright_local::{Options, Outcome};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Warms an environment up, then returns the outcomes of `event` and of the next invocation.
async fn after_warm_up(timeout: Duration, event: Value) -> (Outcome, Outcome) {
    let service = TestService::with(timeout, Options::default()).await;
    assert_eq!(document(&service.invoke(json!({})).await)["count"], 1);
    let broken = service.invoke(event).await;
    assert!(!is_cold(broken.start));
    let next = service.invoke(json!({})).await;
    service.stop().await;
    (broken, next)
}

fn assert_fresh(next: &Outcome) {
    assert_eq!(document(next)["count"], 1);
    assert!(is_cold(next.start), "the next environment is a new one");
}

fn assert_same(next: &Outcome) {
    assert_eq!(document(next)["count"], 3);
    assert!(!is_cold(next.start), "the environment is reused");
}

#[tokio::test]
async fn environment_is_killed_at_the_timeout() {
    let since = Instant::now();
    let (broken, next) = after_warm_up(Duration::from_secs(2), json!({ "do": "spin" })).await;
    assert!(since.elapsed() < Duration::from_secs(20));
    let id = &broken.request_id;
    assert_eq!(
        document(&broken),
        json!({
            "errorType": "Sandbox.Timedout",
            "errorMessage": format!("RequestId: {id} Error: Task timed out after 2.00 seconds")
        })
    );
    assert!(broken.duration >= Duration::from_secs(2) && broken.duration < Duration::from_secs(4));
    assert_fresh(&next);
}

#[tokio::test]
async fn endless_logging_does_not_outlive_the_timeout() {
    let (broken, next) = after_warm_up(Duration::from_secs(1), json!({ "do": "flood" })).await;
    assert_eq!(document(&broken)["errorType"], "Sandbox.Timedout");
    assert!(
        broken.duration < Duration::from_secs(5),
        "{:?}",
        broken.duration
    );
    assert_fresh(&next);
}

#[tokio::test]
async fn ended_process_is_an_exit_error_in_the_words_of_lambda() {
    for (event, words) in [
        (
            json!({ "do": "exit", "code": 0 }),
            "Runtime exited without providing a reason",
        ),
        (
            json!({ "do": "exit", "code": 3 }),
            "Runtime exited with error: exit status 3",
        ),
        (
            json!({ "do": "panic" }),
            "Runtime exited with error: exit status 101",
        ),
        #[cfg(target_os = "linux")]
        (
            json!({ "do": "abort" }),
            "Runtime exited with error: signal: aborted",
        ),
    ] {
        let (broken, next) = after_warm_up(Duration::from_secs(30), event).await;
        let document = document(&broken);
        assert_eq!(document["errorType"], "Runtime.ExitError");
        // Whether an abort dumps core depends on the machine.
        let message = document["errorMessage"]
            .as_str()
            .unwrap_or_default()
            .replace(" (core dumped)", "");
        assert_eq!(
            message,
            format!("RequestId: {} Error: {words}", broken.request_id)
        );
        assert_fresh(&next);
    }
}

#[tokio::test]
async fn function_error_keeps_the_environment() {
    let (broken, next) = after_warm_up(Duration::from_secs(30), json!({ "do": "error" })).await;
    assert_eq!(
        document(&broken),
        json!({ "errorType": "OutOfStock", "errorMessage": "none left" })
    );
    assert_same(&next);
    let (broken, _) = after_warm_up(
        Duration::from_secs(30),
        json!({ "do": "error", "error": "words" }),
    )
    .await;
    assert_eq!(
        document(&broken),
        json!({ "errorType": "unhandled", "errorMessage": "words" })
    );
}

#[tokio::test]
async fn reply_over_the_limit_is_an_error_and_keeps_the_environment() {
    let (broken, next) = after_warm_up(
        Duration::from_secs(30),
        json!({ "do": "big", "bytes": 6_291_557 }),
    )
    .await;
    assert_eq!(
        document(&broken),
        json!({
            "errorType": "Function.ResponseSizeTooLarge",
            "errorMessage": "Response payload size exceeded maximum allowed payload size (6291556 bytes)."
        })
    );
    assert_same(&next);
    // The answer to the runtime.
    assert_eq!(document(&next)["told"]["status"], 413);
}

#[tokio::test]
async fn reply_at_the_limit_is_a_reply() {
    let (big, next) = after_warm_up(
        Duration::from_secs(30),
        json!({ "do": "big", "bytes": 6_291_556 }),
    )
    .await;
    assert_eq!(big.result.map(|reply| reply.bytes().len()), Ok(6_291_556));
    assert_same(&next);
}

#[tokio::test]
async fn environment_that_ends_after_its_reply_is_replaced() {
    let (left, next) = after_warm_up(Duration::from_secs(30), json!({ "do": "leave" })).await;
    assert_eq!(document(&left), json!({ "count": 2 }));
    assert_fresh(&next);
}

#[tokio::test]
async fn environment_without_next_is_killed_at_the_old_deadline() {
    let service = TestService::with(
        Duration::from_secs(1),
        Options::default().max_environments(1),
    )
    .await;
    assert_eq!(
        document(
            &service
                .invoke(json!({ "do": "linger", "ms": 60_000 }))
                .await
        )["count"],
        1
    );
    tokio::time::sleep(Duration::from_secs(3)).await;
    // The only permit is free again.
    assert_fresh(&service.invoke(json!({})).await);
    service.stop().await;
}

#[tokio::test]
async fn stream_error_is_that_of_its_trailers() {
    let (broken, next) =
        after_warm_up(Duration::from_secs(30), json!({ "do": "break_stream" })).await;
    assert_eq!(
        document(&broken),
        json!({ "errorType": "Broken", "errorMessage": "half way" })
    );
    assert_same(&next);
}

#[tokio::test]
async fn stream_without_end_is_a_truncated_response() {
    let (broken, next) =
        after_warm_up(Duration::from_secs(30), json!({ "do": "cut_stream" })).await;
    assert_eq!(
        document(&broken)["errorType"],
        json!("Runtime.TruncatedResponse")
    );
    assert_same(&next);
}

#[cfg(target_os = "linux")]
async fn kill(pid: &Value) {
    crate::program::signal("-KILL", pid.as_u64().expect("a pid")).await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn environment_that_is_killed_while_idle_is_replaced() {
    let service = TestService::new().await;
    kill(&document(&service.invoke(json!({ "do": "pid" })).await)).await;
    assert_fresh(&service.invoke(json!({})).await);
    service.stop().await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn kill_from_outside_is_reported_as_a_signal() {
    let service = TestService::new().await;
    let pid = document(&service.invoke(json!({ "do": "pid" })).await);
    let killed_later = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        kill(&pid).await;
    };
    let (broken, ()) = tokio::join!(
        service.invoke(json!({ "do": "sleep", "ms": 60_000 })),
        killed_later
    );
    let words = format!(
        "RequestId: {} Error: Runtime exited with error: signal: killed",
        broken.request_id
    );
    assert_eq!(
        document(&broken),
        json!({ "errorType": "Runtime.ExitError", "errorMessage": words })
    );
    assert_fresh(&service.invoke(json!({})).await);
    service.stop().await;
}
