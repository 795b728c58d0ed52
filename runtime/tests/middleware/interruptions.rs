//! Panics and overruns in middleware, and in the handlers within.

use std::time::Duration;

use gatewright::prelude::*;
use gatewright::{Next, Request, Response};
use serde_json::json;

use super::{send, send_with};

pub async fn outermost(request: Request, next: Next<'_>) -> Response {
    let response = next.run(request).await;
    let status = response.status().as_u16();
    response.with_header("x-seen", status)
}

pub async fn faulty(request: Request, next: Next<'_>) -> Response {
    match request.header("x-fault").as_deref() {
        Some("panic") => panic!("in the middleware"),
        Some("sleep") => tokio::time::sleep(Duration::from_secs(600)).await,
        Some("panic after") => {
            let response = next.run(request).await;
            panic!("after {}", response.status());
        }
        _ => {}
    }
    next.run(request).await
}

#[lambda_handler(main = false, timeout = "1s", guard = "900ms")]
#[dispatch(middleware(outermost, faulty))]
mod shop {
    use super::*;

    #[get("/panics")]
    pub async fn panics() -> &'static str {
        panic!("in the handler")
    }

    #[get("/sleeps")]
    pub async fn sleeps() -> &'static str {
        tokio::time::sleep(Duration::from_secs(600)).await;
        "late"
    }

    #[get("/bad")]
    pub async fn bad() -> ([(&'static str, &'static str); 1], &'static str) {
        ([("x y", "1")], "never")
    }
}

fn status_seen(path: &str, fault: &str) -> (u64, String) {
    let reply = send_with(&shop::GATEWAY, "GET", path, json!({"x-fault": fault}));
    let seen = reply["headers"]["x-seen"].as_str().unwrap_or("nothing");
    (reply["statusCode"].as_u64().unwrap(), seen.to_owned())
}

#[test]
fn panic_of_a_handler_is_a_500_that_middleware_sees() {
    assert_eq!(status_seen("/panics", ""), (500, "500".to_owned()));
}

#[test]
fn panic_of_a_middleware_is_a_500_that_outer_middleware_sees() {
    assert_eq!(status_seen("/sleeps", "panic"), (500, "500".to_owned()));
    assert_eq!(
        status_seen("/panics", "panic after"),
        (500, "500".to_owned())
    );
}

#[test]
fn overrun_is_a_504_that_outer_middleware_sees() {
    assert_eq!(status_seen("/sleeps", ""), (504, "504".to_owned()));
    assert_eq!(status_seen("/panics", "sleep"), (504, "504".to_owned()));
}

#[test]
fn response_that_could_not_be_made_is_a_500_that_middleware_completes() {
    assert_eq!(status_seen("/bad", ""), (500, "500".to_owned()));
}

pub async fn invalid(request: Request, next: Next<'_>) -> Response {
    next.run(request).await.with_header("x y", "1")
}

#[lambda_handler(main = false)]
#[get("/")]
#[middleware(outermost, invalid)]
async fn root() -> &'static str {
    "root"
}

#[test]
fn invalid_header_of_a_middleware_is_a_500() {
    let reply = send(&ROOT, "GET", "/");
    assert_eq!(
        (&reply["statusCode"], &reply["headers"]["x-seen"]),
        (&json!(500), &json!("500"))
    );
}
