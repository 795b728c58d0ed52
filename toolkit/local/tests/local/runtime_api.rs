//! The Runtime API, and runtimes that break its rules.

use crate::support::{TestService, document};
use gatewright_local::{Invocation, Reply};
use serde_json::{Value, json};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

#[tokio::test]
async fn next_has_the_documented_headers() {
    let service = TestService::new().await;
    let mut invocation = Invocation::new(json!({ "do": "context" }).to_string());
    invocation.client_context = Some(json!({ "custom": { "a": 1 } }).to_string());
    invocation.cognito_identity = Some(json!({ "cognitoIdentityId": "i" }).to_string());
    let (id, trace) = (invocation.request_id.clone(), invocation.trace_id.clone());
    let before = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a clock");
    let outcome = service
        .lambda
        .invoke(invocation)
        .await
        .expect("an environment");
    let document = document(&outcome);
    let header = |name: &str| document["headers"][name].as_str().map(str::to_owned);
    assert_eq!(header("lambda-runtime-aws-request-id"), Some(id));
    assert_eq!(header("lambda-runtime-trace-id"), Some(trace));
    assert_eq!(
        header("lambda-runtime-client-context").as_deref(),
        Some(r#"{"custom":{"a":1}}"#)
    );
    assert_eq!(
        header("lambda-runtime-cognito-identity").as_deref(),
        Some(r#"{"cognitoIdentityId":"i"}"#)
    );
    assert_eq!(header("content-type").as_deref(), Some("application/json"));
    let arn = header("lambda-runtime-invoked-function-arn").unwrap_or_default();
    assert!(
        arn.starts_with("arn:aws:lambda:") && arn.ends_with(":123456789012:function:shop"),
        "{arn}"
    );
    // 30 s after the invocation, with a tolerance for slow machines.
    let deadline: u64 = header("lambda-runtime-deadline-ms")
        .and_then(|text| text.parse().ok())
        .expect("milliseconds");
    let from_now = Duration::from_millis(deadline)
        .checked_sub(before)
        .expect("in the future");
    assert!(
        from_now > Duration::from_millis(29_990) && from_now < Duration::from_secs(45),
        "{from_now:?}"
    );
    service.stop().await;
}

#[tokio::test]
async fn environment_has_the_variables_of_lambda() {
    let service = TestService::new().await;
    let variables = document(&service.invoke(json!({ "do": "environment" })).await);
    for (name, value) in [
        ("AWS_LAMBDA_FUNCTION_NAME", "shop"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/shop"),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        ("_HANDLER", "bootstrap"),
    ] {
        assert_eq!(variables[name], value, "{name}");
    }
    assert_eq!(variables["AWS_REGION"], variables["AWS_DEFAULT_REGION"]);
    service.stop().await;
}

/// Breaks a rule, and returns the answer to the runtime. The invocation itself succeeds.
async fn told(event: &str) -> Value {
    let service = TestService::new().await;
    let mut outcome = service.invoke(json!({ "do": event })).await;
    assert_eq!(document(&outcome)["count"], 1);
    if document(&outcome)["told"].is_null() {
        outcome = service.invoke(json!({})).await;
        assert_eq!(document(&outcome)["count"], 2);
    }
    service.stop().await;
    document(&outcome)["told"].clone()
}

#[tokio::test]
async fn response_with_another_id_is_refused() {
    assert_eq!(
        told("wrong_id").await,
        json!({ "status": 400, "body": r#"{"errorType":"InvalidRequestID","errorMessage":"Invalid request ID"}"# })
    );
}

#[tokio::test]
async fn second_response_is_refused() {
    assert_eq!(told("respond_twice").await["status"], 400);
}

#[tokio::test]
async fn next_during_an_invocation_is_refused() {
    let told = told("next_again").await;
    assert_eq!(told["status"], 403);
    let body: Value = told["body"]
        .as_str()
        .and_then(|body| serde_json::from_str(body).ok())
        .expect("a document");
    assert_eq!(body["errorType"], "InvalidStateTransition");
}

#[tokio::test]
async fn unknown_path_is_not_found() {
    assert_eq!(
        told("unknown_path").await,
        json!({ "status": 404, "body": "404 page not found\n" })
    );
}

#[tokio::test]
async fn streamed_response_is_returned_whole() {
    let service = TestService::new().await;
    let streamed = service.invoke(json!({ "do": "stream" })).await.result;
    let body = "{\"statusCode\":202,\"headers\":{\"content-type\":\"text/plain\"}}\0\0\0\0\0\0\0\0piece by piece";
    assert_eq!(
        streamed,
        Ok(Reply::Streamed {
            content_type: Some("application/vnd.awslambda.http-integration-response".to_owned()),
            body: body.into()
        })
    );
    service.stop().await;
}
