//! Work that takes several invocations, on the emulator that AWS ships: each item is done once, even if a step is interrupted.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::rie::Rie;
use serde_json::{Value, json};

/// The timeout in the function's source.
const TIMEOUT_SECONDS: u16 = 2;
const KEY: (&str, &str) = (
    "GATEWRIGHT_TOKEN_KEY",
    "a key that only the tests know: 32 bytes",
);

/// The time within which a log line must arrive.
const LOG_LIMIT: Duration = Duration::from_secs(10);

/// More steps than any of the tests needs.
const MAX_STEPS: usize = 40;

fn function(variables: &[(&str, &str)]) -> Result<Rie> {
    let binary = build(
        "gatewright-fixture-functions",
        "long-work",
        Profile::Release,
    )?;
    Rie::start_with(&binary, TIMEOUT_SECONDS, variables)
}

fn invoke(function: &Rie, event: &Value) -> Result<Value> {
    Ok(function.invoke(event.to_string().as_bytes())?.payload)
}

fn first(operation: &str, items: u32) -> Value {
    json!({"operation": operation, "payload": {"from": 0, "to": items}})
}

fn next(operation: &str, token: &str) -> Value {
    json!({"operation": operation, "continuation": token})
}

/// Returns the token if the reply consists of a continuation.
fn continuation(reply: &Value) -> Option<&str> {
    let envelope = reply.as_object().filter(|envelope| envelope.len() == 1)?;
    let inner = envelope.get("$gatewright")?.as_object()?;
    inner
        .get("continuation")
        .filter(|_| inner.len() == 1)?
        .as_str()
}

/// Returns the item with which the next step begins.
fn state_of(token: &str) -> Result<u32> {
    let claims = token
        .split('.')
        .nth(1)
        .context("expected a token of three parts")?;
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims)?)?;
    let from = claims["state"]["from"]
        .as_u64()
        .with_context(|| claims.to_string())?;
    Ok(u32::try_from(from)?)
}

/// Counts in the logs how often each item was done.
fn done(logs: &str) -> BTreeMap<u32, usize> {
    let mut items = BTreeMap::new();
    for line in logs.split("done: item ").skip(1) {
        if let Some(Ok(item)) = line.split('.').next().map(str::parse) {
            *items.entry(item).or_default() += 1;
        }
    }
    items
}

/// Waits until all items are in the function's logs, and returns the logs.
fn logs_with(function: &Rie, items: u32) -> String {
    let end = Instant::now() + LOG_LIMIT;
    loop {
        let logs = function.logs();
        if done(&logs).len() == items as usize || Instant::now() > end {
            return logs;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

fn each_once(items: u32) -> BTreeMap<u32, usize> {
    (0..items).map(|item| (item, 1)).collect()
}

/// Resumes until the work is done, and returns the number of steps.
fn follow(function: &Rie, operation: &str, items: u32) -> Result<usize> {
    let mut event = first(operation, items);
    for step in 1..=MAX_STEPS {
        let reply = invoke(function, &event)?;
        match continuation(&reply) {
            Some(token) => event = next(operation, token),
            None => {
                ensure!(
                    reply == json!(items),
                    "expected the reply {items} in step {step} of `{operation}`, got {reply}\n{}",
                    function.logs()
                );
                return Ok(step);
            }
        }
    }
    bail!(
        "`{operation}` is not done after {MAX_STEPS} steps\n{}",
        function.logs()
    )
}

fn assert_each_done_once(operation: &str, items: u32, fewest_steps: usize) -> Result<()> {
    let function = function(&[KEY])?;
    let steps = follow(&function, operation, items)?;
    ensure!(
        steps >= fewest_steps,
        "expected `{operation}` to take at least {fewest_steps} steps, it took {steps}"
    );
    let logs = logs_with(&function, items);
    ensure!(done(&logs) == each_once(items), "{operation}:\n{logs}");
    Ok(())
}

// Thirty items take 4.5 s, and a step has at most 2 s.

#[test]
fn each_item_is_done_once_if_steps_stop() -> Result<()> {
    assert_each_done_once("work.stops", 30, 3)
}

#[test]
fn each_item_is_done_once_if_steps_await() -> Result<()> {
    assert_each_done_once("work.waits", 30, 3)
}

#[test]
fn each_item_is_done_once_if_steps_compute() -> Result<()> {
    assert_each_done_once("work.computes", 30, 3)
}

#[test]
fn each_item_is_done_once_if_a_step_blocks() -> Result<()> {
    assert_each_done_once("work.blocks", 5, 2)
}

/// The environment is killed after each reply, so that no step can use state that an earlier one left there.
#[test]
fn step_resumes_in_another_environment() -> Result<()> {
    const ITEMS: u32 = 25;
    let mut logs = String::new();
    let (mut event, mut from) = (first("work.waits", ITEMS), 0);
    for _ in 0..MAX_STEPS {
        let function = function(&[KEY])?;
        let reply = invoke(&function, &event)?;
        let token = continuation(&reply);
        let next_from = token.map_or(Ok(ITEMS), state_of)?;
        logs.push_str(&logs_with(&function, next_from - from));
        from = next_from;
        match token {
            Some(token) => event = next("work.waits", token),
            None => {
                ensure!(reply == json!(ITEMS), "{reply}\n{logs}");
                ensure!(done(&logs) == each_once(ITEMS), "{logs}");
                return Ok(());
            }
        }
    }
    bail!("not done after {MAX_STEPS} steps\n{logs}")
}

/// A caller that received no answer sends the token again.
#[test]
fn idempotent_step_runs_once_for_a_repeated_token() -> Result<()> {
    const ITEMS: u32 = 25;
    let function = function(&[KEY])?;
    let mut event =
        json!({"operation": "work.waits_once", "payload": {"name": "a", "from": 0, "to": ITEMS}});
    for _ in 0..MAX_STEPS {
        let reply = invoke(&function, &event)?;
        let again = invoke(&function, &event)?;
        match (continuation(&reply), continuation(&again)) {
            (Some(token), Some(same)) => {
                ensure!(state_of(token)? == state_of(same)?, "{reply} and {again}");
                event = next("work.waits_once", same);
            }
            _ => {
                ensure!(
                    reply == json!(ITEMS) && again == reply,
                    "{reply} and {again}\n{}",
                    function.logs()
                );
                let logs = logs_with(&function, ITEMS);
                ensure!(done(&logs) == each_once(ITEMS), "{logs}");
                return Ok(());
            }
        }
    }
    bail!("not done after {MAX_STEPS} steps\n{}", function.logs())
}

#[test]
fn step_without_progress_or_checkpoint_is_an_error() -> Result<()> {
    let function = function(&[])?;
    let reply = invoke(&function, &first("work.stands", 3))?;
    let token = continuation(&reply).with_context(|| reply.to_string())?;
    let reply = invoke(&function, &next("work.stands", token))?;
    assert_eq!(
        reply,
        json!({
            "errorType": "NoProgress",
            "errorMessage": "this step of `work.stands` ends with the state that it began with, {\"from\":0,\"to\":3}, so the operation would never end: do at least one piece of work in each step",
        })
    );
    let reply = invoke(&function, &first("work.hangs", 3))?;
    assert_eq!(reply["errorType"], "DeadlineExceeded", "{reply}");
    Ok(())
}

#[test]
fn invalid_token_is_refused_before_the_step_runs() -> Result<()> {
    let with_key = function(&[KEY])?;
    let reply = invoke(&with_key, &first("work.stands", 3))?;
    let signed = continuation(&reply)
        .with_context(|| reply.to_string())?
        .to_owned();
    let without_key = function(&[])?;
    let reply = invoke(&without_key, &first("work.stands", 3))?;
    let unsigned = continuation(&reply)
        .with_context(|| reply.to_string())?
        .to_owned();
    let tampered = signed.replacen('.', ".A", 1);
    let error_of = |function: &Rie, event: &Value| -> Result<String> {
        let reply = invoke(function, event)?;
        let error = reply["errorType"].as_str();
        Ok(error.with_context(|| reply.to_string())?.to_owned())
    };
    for (function, event, expected) in [
        (
            &with_key,
            next("work.stops", &tampered),
            "ContinuationTampered",
        ),
        (
            &with_key,
            next("work.stops", &signed),
            "ContinuationForeign",
        ),
        (
            &with_key,
            next("work.stands", &unsigned),
            "ContinuationUnsigned",
        ),
        (
            &without_key,
            next("work.stands", &signed),
            "ContinuationKeyMissing",
        ),
        (
            &without_key,
            next("work.stops", "abc"),
            "ContinuationMalformed",
        ),
        (
            &without_key,
            json!({"operation": "work.stops", "continuation": 7}),
            "ContinuationMalformed",
        ),
        (
            &without_key,
            json!({"operation": "work.stands", "continuation": unsigned, "payload": {"from": 0, "to": 1}}),
            "InvalidPayload",
        ),
    ] {
        assert_eq!(error_of(function, &event)?, expected, "{event}");
    }
    let too_short = function(&[("GATEWRIGHT_TOKEN_KEY", "short")])?;
    assert_eq!(
        error_of(&too_short, &first("work.stands", 3))?,
        "TokenKeyInvalid"
    );
    for function in [&with_key, &without_key, &too_short] {
        assert_eq!(done(&function.logs()), BTreeMap::new());
    }
    Ok(())
}
