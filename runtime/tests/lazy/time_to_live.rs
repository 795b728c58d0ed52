//! `ttl`: the old value is served while the new one is made.

use gatewright::prelude::*;
use gatewright::testing::{block_on, invoke};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::sleep;

use super::Count;

/// The `ttl` of every module here, and a little more. Between two requests of a test a busy machine may stall for most of that time.
const OLD: Duration = Duration::from_millis(1_100);

const SOON: Duration = Duration::from_millis(20);

fn call(operation: &str) -> Value {
    json!({ "operation": operation })
}

static MADE: Count = Count::new();
static SLOW: Count = Count::new();
static FAILING: Count = Count::new();
static PANICKING: Count = Count::new();
static BASE: Count = Count::new();
static DEPENDENT: Count = Count::new();

#[lazy_module(ttl = "1s")]
mod token {
    pub async fn init() -> u32 {
        super::MADE.up()
    }
}

#[lazy_module(ttl = "1s")]
mod slow {
    pub async fn init() -> u32 {
        let count = super::SLOW.up();
        if count > 1 {
            super::sleep(super::Duration::from_secs(60)).await;
        }
        count
    }
}

#[lazy_module(ttl = "1s")]
mod failing {
    use super::*;

    pub async fn init() -> Result<u32, Error> {
        match FAILING.up() {
            2 => Err(Error::msg("no network")),
            count => Ok(count),
        }
    }
}

#[lazy_module(ttl = "1s")]
mod panicking {
    pub fn init() -> u32 {
        let count = super::PANICKING.up();
        assert!(count != 2, "the second time");
        count
    }
}

#[lazy_module(ttl = "1s")]
mod base {
    pub fn init() -> u32 {
        super::BASE.up()
    }
}

#[lazy_module]
mod dependent {
    use super::*;

    pub fn init(base: base::Lazy) -> u32 {
        DEPENDENT.up() * 100 + *base
    }
}

#[lambda_handler(main = false)]
#[dispatch]
mod values {
    use super::*;

    #[operation]
    pub async fn token(token: token::Lazy) -> u32 {
        sleep(SOON).await;
        *token
    }

    #[operation]
    pub async fn at_once(token: slow::Lazy) -> u32 {
        *token
    }

    #[operation]
    pub async fn waiting(token: slow::Lazy) -> u32 {
        sleep(SOON).await;
        *token
    }

    #[operation]
    pub async fn failing(value: failing::Lazy) -> u32 {
        sleep(SOON).await;
        *value
    }

    #[operation]
    pub async fn panicking(value: panicking::Lazy) -> u32 {
        sleep(SOON).await;
        *value
    }

    #[operation]
    pub async fn dependent(value: dependent::Lazy, base: base::Lazy) -> (u32, u32) {
        sleep(SOON).await;
        (*value, *base)
    }

    #[operation]
    pub async fn fetched(nothing: ()) -> Result<u32, Error> {
        let () = nothing;
        let value = *fetched::get().await?;
        sleep(SOON).await;
        Ok(value)
    }
}

static FETCHED: Count = Count::new();

#[lazy_module(ttl = "1s")]
mod fetched {
    pub fn init() -> u32 {
        super::FETCHED.up()
    }
}

async fn reply(operation: &str) -> Value {
    invoke(&values::GATEWAY, call(operation)).await.unwrap()
}

#[test]
fn stale_value_is_served_while_refreshed() {
    block_on(async {
        assert_eq!(reply("values.token").await, 1);
        assert_eq!(reply("values.token").await, 1);
        sleep(OLD).await;
        assert_eq!(reply("values.token").await, 1);
        assert_eq!(reply("values.token").await, 2);
        assert_eq!(MADE.get(), 2);
    });
}

#[test]
fn stale_value_read_by_a_body_is_refreshed() {
    block_on(async {
        assert_eq!(reply("values.fetched").await, 1);
        sleep(OLD).await;
        assert_eq!(reply("values.fetched").await, 1);
        assert_eq!(reply("values.fetched").await, 2);
    });
}

#[test]
fn unfinished_refresh_is_dropped_with_handler() {
    block_on(async {
        assert_eq!(reply("values.at_once").await, 1);
        sleep(OLD).await;
        let started = std::time::Instant::now();
        // A handler that is ready at once leaves no time for a refresh, so none begins.
        assert_eq!(reply("values.at_once").await, 1);
        assert_eq!(SLOW.get(), 1);
        assert_eq!(reply("values.waiting").await, 1);
        assert_eq!(reply("values.waiting").await, 1);
        assert_eq!(SLOW.get(), 3, "each request began one");
        assert!(started.elapsed() < Duration::from_secs(30));
    });
}

#[test]
fn failed_refresh_keeps_old_value_and_is_retried() {
    block_on(async {
        assert_eq!(reply("values.failing").await, 1);
        sleep(OLD).await;
        assert_eq!(reply("values.failing").await, 1);
        assert_eq!(reply("values.failing").await, 1);
        assert_eq!(reply("values.failing").await, 3);
    });
}

#[test]
fn panicked_refresh_keeps_old_value() {
    block_on(async {
        assert_eq!(reply("values.panicking").await, 1);
        sleep(OLD).await;
        assert_eq!(reply("values.panicking").await, 1);
        assert_eq!(reply("values.panicking").await, 1);
        assert_eq!(reply("values.panicking").await, 3);
    });
}

#[test]
fn dependents_of_a_refreshed_value_are_kept() {
    block_on(async {
        assert_eq!(reply("values.dependent").await, json!([101, 1]));
        sleep(OLD).await;
        assert_eq!(reply("values.dependent").await, json!([101, 1]));
        assert_eq!(reply("values.dependent").await, json!([101, 2]));
        assert_eq!(DEPENDENT.get(), 1);
    });
}
