//! Processes that a function starts end with their environment, as they do on Lambda.

use crate::program;
use crate::support::{TestService, document, ended, exists};
use gatewright_local::Options;
use serde_json::{Value, json};
use std::time::Duration;

/// A process that has the pipes of the environment, and one whose parent has ended.
const KINDS: [&str; 2] = ["child", "orphan"];

/// Starts a process of each kind in one environment. Returns their ids.
async fn started(service: &TestService) -> [u64; 2] {
    let mut ids = [0; 2];
    for (id, kind) in ids.iter_mut().zip(KINDS) {
        let outcome = service.invoke(json!({ "do": "spawn", "as": kind })).await;
        *id = document(&outcome).as_u64().expect("an id");
        assert!(exists(*id), "{kind}");
    }
    ids
}

async fn all_ended(ids: [u64; 2]) {
    for id in ids {
        ended(id).await;
    }
}

#[tokio::test]
async fn processes_end_when_the_invocation_times_out() {
    let service = TestService::with(Duration::from_secs(2), Options::default()).await;
    let ids = started(&service).await;
    let late = service.invoke(json!({ "do": "spin" })).await;
    assert_eq!(document(&late)["errorType"], "Sandbox.Timedout");
    all_ended(ids).await;
    service.stop().await;
}

#[tokio::test]
async fn processes_end_when_the_function_ends_by_itself() {
    let service = TestService::new().await;
    for end in [
        json!({ "do": "exit", "code": 0 }),
        json!({ "do": "exit", "code": 1 }),
        json!({ "do": "abort" }),
    ] {
        let ids = started(&service).await;
        let outcome = service.invoke(end).await;
        assert_eq!(document(&outcome)["errorType"], "Runtime.ExitError");
        all_ended(ids).await;
    }
    service.stop().await;
}

#[tokio::test]
async fn processes_end_when_the_function_is_killed() {
    let service = TestService::new().await;
    let ids = started(&service).await;
    let function = document(&service.invoke(json!({ "do": "pid" })).await);
    program::signal("-KILL", function.as_u64().expect("an id")).await;
    all_ended(ids).await;
    service.stop().await;
}

#[tokio::test]
async fn processes_end_when_the_service_stops() {
    let service = TestService::new().await;
    let ids = started(&service).await;
    service.stop().await;
    all_ended(ids).await;
}

#[tokio::test]
async fn processes_of_other_environments_continue() {
    let service = TestService::with(Duration::from_secs(2), Options::default()).await;
    let busy = async { service.invoke(json!({ "do": "spin" })).await };
    let other = async {
        // In an environment of its own, because the first one is busy.
        tokio::time::sleep(Duration::from_millis(500)).await;
        started(&service).await
    };
    let (late, ids) = tokio::join!(busy, other);
    assert_eq!(document(&late)["errorType"], "Sandbox.Timedout");
    for id in ids {
        assert!(exists(id));
    }
    service.stop().await;
    all_ended(ids).await;
}

#[tokio::test]
async fn process_of_an_earlier_invocation_is_not_ended_by_its_reply() {
    let service = TestService::new().await;
    let ids = started(&service).await;
    for _ in 0..3 {
        let outcome = service.invoke(json!({})).await;
        assert_ne!(document(&outcome)["count"], Value::Null);
    }
    for id in ids {
        assert!(exists(id));
    }
    service.stop().await;
    all_ended(ids).await;
}
