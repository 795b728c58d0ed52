//! `SnapStart`: INIT, the moment of the snapshot, the restore, the first event.

use crate::support::{Desk, document};
use gatewright_local::{Invocation, Options, Refusal, Start};
use hyper::Request;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long the service waits after a restore.
const RESTORE: Duration = Duration::from_secs(10);

async fn desk(after: &str) -> Desk {
    let options = Options::default()
        .snap_start()
        .variable("SUBJECT_INIT", format!("restore:{after}"));
    Desk::with(Duration::from_secs(2), options).await
}

#[tokio::test]
async fn an_environment_is_restored_before_it_serves_and_says_how_long_both_took() {
    let desk = desk("").await;
    let first = desk.invoke(json!({ "do": "environment" })).await;
    assert_eq!(
        document(&first)["AWS_LAMBDA_INITIALIZATION_TYPE"],
        "snap-start"
    );
    let Start::Restored { init, restore } = first.start else {
        panic!("{:?}", first.start)
    };
    assert!(init > Duration::ZERO && init < RESTORE, "{init:?}");
    assert!(restore > Duration::ZERO && restore < RESTORE, "{restore:?}");
    assert_eq!(desk.invoke(json!({})).await.start, Start::Warm);
    desk.stop().await;
}

#[tokio::test]
async fn it_is_restored_once() {
    let desk = desk("twice").await;
    assert_eq!(document(&desk.invoke(json!({})).await)["count"], 1);
    desk.stop().await;
}

#[tokio::test]
async fn what_fails_after_the_restore_is_an_error_of_the_call() {
    for after in ["error", "exit"] {
        let desk = desk(after).await;
        let outcome = desk.lambda.invoke(Invocation::new("{}")).await;
        assert_eq!(outcome.err(), Some(Refusal::RestoreFailed), "{after}");
        let path = "/2015-03-31/functions/shop/invocations";
        let answer = desk.send(Request::post(path), "{}").await;
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
        let page = desk.send(Request::get("/"), "").await;
        assert_eq!(
            (page.status, page.json()),
            (500, json!({ "message": "Internal Server Error" }))
        );
        desk.stop().await;
    }
}

#[tokio::test]
async fn a_restore_that_takes_too_long_is_an_error_of_the_call() {
    let desk = desk("hang").await;
    let since = Instant::now();
    let path = "/2015-03-31/functions/shop/invocations";
    let answer = desk.send(Request::post(path), "{}").await;
    assert!(since.elapsed() >= RESTORE);
    assert_eq!(
        (answer.status, answer.header("x-amzn-errortype")),
        (408, Some("SnapStartTimeoutException"))
    );
    desk.stop().await;
}

#[tokio::test]
async fn an_init_that_fails_before_the_snapshot_is_not_tried_again() {
    let folder = tempfile::tempdir().expect("a folder");
    // It would work the second time.
    let plan = format!("once:{}", folder.path().join("tried").display());
    let options = Options::default()
        .snap_start()
        .variable("SUBJECT_INIT", plan);
    let desk = Desk::with(Duration::from_secs(2), options).await;
    let outcome = desk.invoke(json!({})).await;
    assert_eq!(document(&outcome)["errorType"], "Runtime.ExitError");
    desk.stop().await;
}

#[tokio::test]
async fn without_it_there_is_no_restore() {
    let options = Options::default().variable("SUBJECT_INIT", "restore:");
    let desk = Desk::with(Duration::from_secs(2), options).await;
    let document: Value = document(&desk.invoke(json!({})).await);
    // The subject insists on being restored, and breaks.
    assert_eq!(document["errorType"], "Runtime.ExitError");
    desk.stop().await;
}
