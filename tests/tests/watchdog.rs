//! The watchdog's answers, as a scripted Runtime API receives them: one answer to each event, with the ids of the event.

use std::process::Command;
use std::time::Duration;

use anyhow::{Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::process::Process;
use gatewright_tests::scripted_api::{Deadline, Event, Outcome, ScriptedApi, like_lambda};
use serde_json::json;

const LIMIT: Duration = Duration::from_secs(60);

/// The answers to the events, the ids in their headers, and the function's log.
struct Run {
    outcomes: Vec<Outcome>,
    invocation_ids: Vec<Option<String>>,
    log: String,
}

fn run(events: Vec<Event>) -> Result<Run> {
    let binary = build("gatewright-fixture-functions", "overruns", Profile::Release)?;
    let api = ScriptedApi::start(events)?;
    let mut command = Command::new(binary);
    let mut function = Process::start("the function", like_lambda(&mut command, api.address()))?;
    let outcomes = api.wait_until_idle(LIMIT)?;
    Ok(Run {
        outcomes,
        invocation_ids: api.echoed_invocation_ids(),
        log: function.end(),
    })
}

fn event(operation: &str, payload: &serde_json::Value) -> Event {
    let event = json!({"operation": format!("overruns.{operation}"), "payload": payload});
    Event::new(event.to_string().into_bytes())
}

/// A GET request from a page of this origin.
fn request(path: &str, origin: &str) -> Event {
    let event = json!({
        "version": "2.0", "rawPath": path, "rawQueryString": "", "headers": {"origin": origin},
        "requestContext": {"http": {"method": "GET", "path": path}},
    });
    Event::new(event.to_string().into_bytes())
}

fn in_time(event: Event, milliseconds: u64) -> Event {
    event.with_deadline(Deadline::After(Duration::from_millis(milliseconds)))
}

#[test]
fn watchdog_answer_has_the_ids_of_its_invocation() -> Result<()> {
    let blocks = in_time(event("blocks", &json!(null)), 500).with_invocation_id("i-1");
    let echo = event("echo", &json!("well")).with_invocation_id("i-2");
    let run = run(vec![blocks, echo])?;
    assert_eq!(run.outcomes.len(), 2);
    assert_eq!(
        run.outcomes[0].error()?["errorType"],
        "DeadlineExceeded",
        "{}",
        run.log
    );
    assert_eq!(run.outcomes[1].reply()?, "well");
    assert_eq!(
        run.invocation_ids,
        ["i-1", "i-2"].map(|id| Some(id.to_owned()))
    );
    Ok(())
}

/// A loop is interrupted by unwinding. The guard within the middleware answers for it, and the middleware continues.
#[test]
fn interrupted_loop_is_a_504_that_middleware_sees() -> Result<()> {
    let computes = in_time(request("/computes", "https://app.example.com"), 1_000);
    let echo = event("echo", &json!("well"));
    let run = run(vec![computes, echo])?;
    let reply = run.outcomes[0].reply()?;
    assert_eq!(
        (&reply["statusCode"], &reply["headers"]["x-status"]),
        (&json!(504), &json!("504")),
        "{}",
        run.log
    );
    assert_eq!(run.outcomes[1].reply()?, "well");
    Ok(())
}

/// The answer cannot pass through middleware, so its CORS headers are computed before.
#[test]
fn watchdog_answer_has_the_headers_of_cors() -> Result<()> {
    let request = |origin| in_time(request("/blocks", origin), 500);
    let run = run(vec![
        request("https://app.example.com"),
        request("https://evil.example"),
    ])?;
    let [allowed, refused] = [run.outcomes[0].reply()?, run.outcomes[1].reply()?];
    assert_eq!(
        (&allowed["statusCode"], &refused["statusCode"]),
        (&json!(504), &json!(504)),
        "{}",
        run.log
    );
    let headers = &allowed["headers"];
    assert_eq!(
        headers["access-control-allow-origin"],
        "https://app.example.com"
    );
    assert_eq!(headers["access-control-allow-credentials"], "true");
    assert_eq!(headers["content-type"], "application/problem+json");
    assert_eq!(refused["headers"].get("access-control-allow-origin"), None);
    assert_eq!(
        (&headers["vary"], &refused["headers"]["vary"]),
        (&json!("origin"), &json!("origin"))
    );
    Ok(())
}

/// The handlers end at about the time at which the watchdog answers, 50 ms before the deadline. Only one of them may answer.
#[test]
fn event_is_never_answered_twice() -> Result<()> {
    let blocks = (0..24).map(|step| in_time(event("blocks_for", &json!(244 + step / 2)), 300));
    let run = run(blocks.collect())?;
    assert_eq!(run.outcomes.len(), 24, "{}", run.log);
    for outcome in &run.outcomes {
        match outcome {
            Outcome::Reply(_) => ensure!(outcome.reply()?.is_u64(), "{outcome:?}"),
            Outcome::Error(_) => {
                ensure!(
                    outcome.error()?["errorType"] == "DeadlineExceeded",
                    "{outcome:?}"
                );
            }
        }
    }
    Ok(())
}

#[test]
fn implausible_deadline_is_logged_once() -> Result<()> {
    let events = [600_000, 1, u64::MAX]
        .map(|moment| event("echo", &json!("well")).with_deadline(Deadline::EpochMillis(moment)));
    let run = run(events.to_vec())?;
    assert_eq!(run.log.matches("is implausible").count(), 1, "{}", run.log);
    assert!(
        run.log.contains("the declared timeout of 2000 ms"),
        "{}",
        run.log
    );
    Ok(())
}
