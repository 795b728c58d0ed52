//! Guarantees that hold however an `init` ends.

use gatewright::prelude::*;
use gatewright::testing::{block_on, invoke};
use serde_json::json;
use std::time::Duration;
use tokio::time::sleep;

use super::Count;

static ONCE: Count = Count::new();

#[lazy_module]
mod once {
    pub async fn init() -> u32 {
        super::sleep(super::Duration::from_millis(5)).await;
        super::ONCE.up()
    }
}

#[lambda_handler(main = false)]
async fn shared(once: once::Lazy) -> u32 {
    *once
}

#[test]
fn concurrent_requests_share_one_init() {
    block_on(async {
        let requests = (0..100).map(|_| invoke(&SHARED, json!(null)));
        let mut replies = Vec::new();
        let mut waiting: Vec<_> = requests.map(Box::pin).collect();
        std::future::poll_fn(|context| {
            waiting.retain_mut(|request| match request.as_mut().poll(context) {
                std::task::Poll::Ready(reply) => {
                    replies.push(reply);
                    false
                }
                std::task::Poll::Pending => true,
            });
            if waiting.is_empty() {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
        assert_eq!(replies.len(), 100);
        assert!(replies.iter().all(|reply| *reply == Ok(json!(1))));
        assert_eq!(ONCE.get(), 1);
    });
}

static HANGING: Count = Count::new();

#[lazy_module]
mod hanging {
    pub async fn init() -> u32 {
        let count = super::HANGING.up();
        if count == 1 {
            super::sleep(super::Duration::from_secs(60)).await;
        }
        count
    }
}

#[lambda_handler(main = false, timeout = "1s", guard = "900ms")]
async fn patient(hanging: hanging::Lazy) -> u32 {
    *hanging
}

#[test]
fn interrupted_init_is_retried_by_next_request() {
    block_on(async {
        let error = invoke(&PATIENT, json!(null)).await.unwrap_err();
        assert_eq!(error.error_type, "DeadlineExceeded");
        assert!(
            error.message.contains("`lazy::guarantees::hanging`"),
            "{}",
            error.message
        );
        assert!(hanging::try_get().is_none());
        assert_eq!(invoke(&PATIENT, json!(null)).await, Ok(json!(2)));
    });
}

static PANICKING: Count = Count::new();

#[lazy_module]
mod panicking {
    pub fn init() -> u32 {
        let count = super::PANICKING.up();
        assert!(count > 1, "the first time");
        count
    }
}

#[lambda_handler(main = false)]
async fn calm(panicking: panicking::Lazy) -> u32 {
    *panicking
}

#[test]
fn panicked_init_is_retried_by_next_request() {
    block_on(async {
        let error = invoke(&CALM, json!(null)).await.unwrap_err();
        assert_eq!(error.error_type, "HandlerPanicked");
        assert_eq!(invoke(&CALM, json!(null)).await, Ok(json!(2)));
    });
}
