//! INIT that fails, hangs or works the second time.

use crate::support::{TestService, document, is_cold};
use gatewright_local::{Function, Invocation, Lambda, Options};
use serde_json::json;
use std::time::{Duration, Instant};

async fn service(plan: &str) -> TestService {
    let options = Options::default()
        .variable("SUBJECT_INIT", plan)
        .init_limit(Duration::from_secs(3));
    TestService::with(Duration::from_secs(2), options).await
}

#[tokio::test]
async fn init_error_is_the_posted_document() {
    let error = json!({ "errorType": "Settings.Missing", "errorMessage": "TABLE is not set", "stackTrace": [] });
    let service = service(&format!("error:{error}")).await;
    for _ in 0..2 {
        let outcome = service.invoke(json!({})).await;
        assert_eq!(document(&outcome), error);
        assert!(is_cold(outcome.start));
    }
    service.stop().await;
}

#[tokio::test]
async fn init_that_exits_is_an_exit_error() {
    let service = service("exit:3").await;
    let outcome = service.invoke(json!({})).await;
    let words = format!(
        "RequestId: {} Error: Runtime exited with error: exit status 3",
        outcome.request_id
    );
    assert_eq!(
        document(&outcome),
        json!({ "errorType": "Runtime.ExitError", "errorMessage": words })
    );
    service.stop().await;
}

#[tokio::test]
async fn init_that_hangs_is_retried_within_the_timeout() {
    let service = service("hang").await;
    let since = Instant::now();
    let outcome = service.invoke(json!({})).await;
    // Three seconds of INIT, two of the invocation.
    assert!(since.elapsed() >= Duration::from_secs(5) && since.elapsed() < Duration::from_secs(30));
    let words = format!(
        "RequestId: {} Error: Task timed out after 2.00 seconds",
        outcome.request_id
    );
    assert_eq!(
        document(&outcome),
        json!({ "errorType": "Sandbox.Timedout", "errorMessage": words })
    );
    service.stop().await;
}

#[tokio::test]
async fn init_that_works_the_second_time_serves() {
    let folder = tempfile::tempdir().expect("a folder");
    let service = service(&format!("once:{}", folder.path().join("tried").display())).await;
    let first = service.invoke(json!({})).await;
    assert_eq!(
        (document(&first)["count"].as_u64(), is_cold(first.start)),
        (Some(1), true)
    );
    let second = service.invoke(json!({})).await;
    assert_eq!(
        (document(&second)["count"].as_u64(), is_cold(second.start)),
        (Some(2), false)
    );
    service.stop().await;
}

#[tokio::test]
async fn missing_program_is_an_invalid_entrypoint() {
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
