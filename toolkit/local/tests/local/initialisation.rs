//! INIT that fails, hangs or works the second time.

use crate::support::{Desk, document, is_cold};
use gatewright_local::{Function, Invocation, Lambda, Options};
use serde_json::json;
use std::time::{Duration, Instant};

async fn desk(plan: &str) -> Desk {
    let options = Options::default()
        .variable("SUBJECT_INIT", plan)
        .init_limit(Duration::from_secs(1));
    Desk::with(Duration::from_secs(2), options).await
}

#[tokio::test]
async fn an_init_error_is_the_document_that_was_posted() {
    let error = json!({ "errorType": "Settings.Missing", "errorMessage": "TABLE is not set", "stackTrace": [] });
    let desk = desk(&format!("error:{error}")).await;
    for _ in 0..2 {
        let outcome = desk.invoke(json!({})).await;
        assert_eq!(document(&outcome), error);
        assert!(is_cold(outcome.start));
    }
    desk.stop().await;
}

#[tokio::test]
async fn an_init_that_ends_is_an_exit_error() {
    let desk = desk("exit:3").await;
    let outcome = desk.invoke(json!({})).await;
    let words = format!(
        "RequestId: {} Error: Runtime exited with error: exit status 3",
        outcome.request_id
    );
    assert_eq!(
        document(&outcome),
        json!({ "errorType": "Runtime.ExitError", "errorMessage": words })
    );
    desk.stop().await;
}

#[tokio::test]
async fn an_init_that_hangs_is_tried_again_within_the_timeout() {
    let desk = desk("hang").await;
    let since = Instant::now();
    let outcome = desk.invoke(json!({})).await;
    // One second of INIT, two of the invocation.
    assert!(since.elapsed() >= Duration::from_secs(3) && since.elapsed() < Duration::from_secs(10));
    let words = format!(
        "RequestId: {} Error: Task timed out after 2.00 seconds",
        outcome.request_id
    );
    assert_eq!(
        document(&outcome),
        json!({ "errorType": "Sandbox.Timedout", "errorMessage": words })
    );
    desk.stop().await;
}

#[tokio::test]
async fn an_init_that_works_the_second_time_serves() {
    let folder = tempfile::tempdir().expect("a folder");
    let desk = desk(&format!("once:{}", folder.path().join("tried").display())).await;
    let first = desk.invoke(json!({})).await;
    assert_eq!(
        (document(&first)["count"].as_u64(), is_cold(first.start)),
        (Some(1), true)
    );
    let second = desk.invoke(json!({})).await;
    assert_eq!(
        (document(&second)["count"].as_u64(), is_cold(second.start)),
        (Some(2), false)
    );
    desk.stop().await;
}

#[tokio::test]
async fn a_program_that_is_not_there_is_an_invalid_entrypoint() {
    let lambda = Lambda::new(
        Function::new("shop"),
        Options::default().program("no/such/program"),
    )
    .expect("a path");
    let outcome = lambda
        .invoke(Invocation::new("{}"))
        .await
        .expect("it is tried");
    assert_eq!(document(&outcome)["errorType"], "Runtime.InvalidEntrypoint");
    lambda.stop().await;
}
