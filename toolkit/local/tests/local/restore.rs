//! `SnapStart`: INIT, the snapshot, the restore, the first event.

use crate::support::{TestService, document};
use gatewright_local::{Invocation, Options, Refusal, Start};
use hyper::Request;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The limit of the time after a restore.
const RESTORE: Duration = Duration::from_secs(10);

async fn service(after: &str) -> TestService {
    let options = Options::default()
        .snap_start()
        .variable("SUBJECT_INIT", format!("restore:{after}"));
    TestService::with(Duration::from_secs(2), options).await
}

#[tokio::test]
async fn start_has_the_times_of_init_and_restore() {
    let service = service("").await;
    let first = service.invoke(json!({ "do": "environment" })).await;
    assert_eq!(
        document(&first)["AWS_LAMBDA_INITIALIZATION_TYPE"],
        "snap-start"
    );
    let Start::Restored { init, restore } = first.start else {
        panic!("{:?}", first.start)
    };
    assert!(init > Duration::ZERO && init < RESTORE, "{init:?}");
    assert!(restore > Duration::ZERO && restore < RESTORE, "{restore:?}");
    assert_eq!(service.invoke(json!({})).await.start, Start::Warm);
    service.stop().await;
}

#[tokio::test]
async fn environment_is_restored_once() {
    let service = service("twice").await;
    assert_eq!(document(&service.invoke(json!({})).await)["count"], 1);
    service.stop().await;
}

#[tokio::test]
async fn failure_after_the_restore_is_an_error_of_the_call() {
    for after in ["error", "exit"] {
        let service = service(after).await;
        let outcome = service.lambda.invoke(Invocation::new("{}")).await;
        assert_eq!(outcome.err(), Some(Refusal::RestoreFailed), "{after}");
        let path = "/2015-03-31/functions/shop/invocations";
        let answer = service.send(Request::post(path), "{}").await;
        assert_eq!(
            (answer.status, answer.header("x-amzn-errortype")),
            (400, Some("SnapStartException"))
        );
        assert!(
            answer.json()["Message"]
                .as_str()
                .is_some_and(|message| message.contains("afterRestore")),
            "{}",
            answer.json()
        );
        let page = service.send(Request::get("/"), "").await;
        assert_eq!(
            (page.status, page.json()),
            (500, json!({ "message": "Internal Server Error" }))
        );
        service.stop().await;
    }
}

#[tokio::test]
async fn slow_restore_is_an_error_of_the_call() {
    let service = service("hang").await;
    let since = Instant::now();
    let path = "/2015-03-31/functions/shop/invocations";
    let answer = service.send(Request::post(path), "{}").await;
    assert!(since.elapsed() >= RESTORE);
    assert_eq!(
        (answer.status, answer.header("x-amzn-errortype")),
        (408, Some("SnapStartTimeoutException"))
    );
    service.stop().await;
}

#[tokio::test]
async fn init_that_fails_before_the_snapshot_is_not_retried() {
    let folder = tempfile::tempdir().expect("a folder");
    // It would work the second time.
    let plan = format!("once:{}", folder.path().join("tried").display());
    let options = Options::default()
        .snap_start()
        .variable("SUBJECT_INIT", plan);
    let service = TestService::with(Duration::from_secs(2), options).await;
    let outcome = service.invoke(json!({})).await;
    assert_eq!(document(&outcome)["errorType"], "Runtime.ExitError");
    service.stop().await;
}

#[tokio::test]
async fn restore_needs_the_option() {
    let options = Options::default().variable("SUBJECT_INIT", "restore:");
    let service = TestService::with(Duration::from_secs(2), options).await;
    let document: Value = document(&service.invoke(json!({})).await);
    // The function requires a restore, and ends without one.
    assert_eq!(document["errorType"], "Runtime.ExitError");
    service.stop().await;
}
