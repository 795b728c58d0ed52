//! Four workloads: computing, waiting, both in turn, and parsing. And three handlers that cannot be measured.

use gatewright::prelude::*;
use serde_json::Value;
use std::time::Duration;

/// Enough rounds of a linear congruential generator for some tens of milliseconds.
const ROUNDS: u64 = 20_000_000;

fn compute(rounds: u64) -> u64 {
    let mut state = 1_u64;
    for _ in 0..rounds {
        // The compiler cannot know the result of a round, so it must run each.
        state = std::hint::black_box(
            state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1),
        );
    }
    state
}

#[lambda_handler(timeout = "5s", memory = 1769, name = "workloads")]
#[dispatch]
mod workloads {
    use super::*;

    #[operation]
    pub async fn computing(_payload: Value) -> u64 {
        compute(ROUNDS)
    }

    #[operation]
    pub async fn waiting(_payload: Value) -> &'static str {
        tokio::time::sleep(Duration::from_millis(60)).await;
        "waited"
    }

    /// A little work before and after each of four calls of another service.
    #[operation]
    pub async fn mixed(_payload: Value) -> u64 {
        let mut sum = 0;
        for _ in 0..4 {
            sum ^= compute(ROUNDS / 8);
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
        sum
    }

    #[operation]
    pub async fn parsing(_payload: Value) -> Result<usize, Error> {
        let text = format!(
            "[{}]",
            vec![r#"{"sku":"A-100","price":4890,"tags":["a","b"]}"#; 20_000].join(",")
        );
        let values: Vec<Value> = serde_json::from_str(&text)?;
        Ok(values.len())
    }

    #[operation]
    pub async fn failing(_payload: Value) -> Result<u64, Error> {
        Err("no luck".into())
    }

    /// Waits for a reply that never comes.
    #[operation]
    pub async fn hanging(_payload: Value) -> u64 {
        std::future::pending().await
    }

    /// Calls a service at the address in the payload.
    #[operation]
    pub async fn calling(address: String) -> Result<&'static str, Error> {
        tokio::net::TcpStream::connect(address).await?;
        Ok("connected")
    }
}
