//! A state of 1 KB, passed from one invocation to the next with and without a token.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use gatewright::prelude::*;
use gatewright::testing::{block_on, invoke_bytes};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const WARM_UP: u32 = 200;
const TURNS: u32 = 2_000;

#[derive(Serialize, Deserialize)]
struct State {
    step: u64,
    notes: String,
}

impl State {
    fn next(self) -> Self {
        Self {
            step: self.step + 1,
            ..self
        }
    }
}

#[lambda_handler(main = false)]
#[dispatch]
mod work {
    use super::*;

    #[operation]
    pub async fn by_token(state: State) -> Progress<State, ()> {
        Progress::Continue(state.next())
    }

    #[operation]
    pub async fn as_it_is(state: State) -> State {
        state.next()
    }
}

pub(crate) fn time() -> Result<()> {
    ensure!(
        std::env::var_os("GATEWRIGHT_TOKEN_KEY").is_some(),
        "expected the environment variable GATEWRIGHT_TOKEN_KEY, with which tokens are signed"
    );
    let notes = "x".repeat(1024 - r#"{"step":1000,"notes":""}"#.len());
    let state = json!({"step": 1000, "notes": notes});
    let first = json!({"operation": "work.by_token", "payload": state});
    let plain = json!({"operation": "work.as_it_is", "payload": state});
    let (mut by_token, mut as_it_is) = (first.to_string(), plain.to_string());
    // The event of an invocation is made from the previous reply, outside the measured time.
    let (mut tokens, mut states) = (Vec::new(), Vec::new());
    for turn in 0..WARM_UP + TURNS {
        let (took, reply) = timed(&by_token)?;
        let token = reply["$gatewright"]["continuation"].as_str();
        let token = token.with_context(|| reply.to_string())?;
        by_token = json!({"operation": "work.by_token", "continuation": token}).to_string();
        let (took_as_it_is, reply) = timed(&as_it_is)?;
        ensure!(reply["step"] == 1001 + u64::from(turn), "{reply}");
        as_it_is = json!({"operation": "work.as_it_is", "payload": reply}).to_string();
        if turn >= WARM_UP {
            tokens.push(took);
            states.push(took_as_it_is);
        }
    }
    println!("by-token {}", median(tokens).as_nanos());
    println!("as-it-is {}", median(states).as_nanos());
    Ok(())
}

fn timed(event: &str) -> Result<(Duration, Value)> {
    block_on(async {
        let begun = Instant::now();
        let reply = invoke_bytes(&work::GATEWAY, event.as_bytes()).await?;
        Ok((begun.elapsed(), reply))
    })
}

fn median(mut figures: Vec<Duration>) -> Duration {
    figures.sort_unstable();
    figures[figures.len() / 2]
}
