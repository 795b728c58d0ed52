//! The example `heavy`: the first request in an environment initialises only the module that it needs.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::cases::Suite;
use gatewright_tests::mix::HEAVY;
use gatewright_tests::scripted_api::{Event, Outcome, ends};
use serde_json::Value;

const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn each_event_is_answered_and_starts_only_its_module() -> Result<()> {
    let heavy = build("heavy", "heavy", Profile::Release)?;
    Suite::of_example("heavy").check_each(|case| {
        let ended = ends(&heavy, vec![Event::new(case.event.clone())], LIMIT)?;
        let outcome = ended.outcomes.first().context("expected an answer")?;
        let (Outcome::Reply(payload) | Outcome::Error(payload)) = outcome;
        case.check_payload(&serde_json::from_slice(payload)?)?;
        let event: Value = serde_json::from_slice(&case.event)?;
        let needed = HEAVY
            .iter()
            .find(|(operation, ..)| event["operation"] == *operation);
        let needed: Vec<&str> = needed.iter().map(|(_, module, _)| *module).collect();
        let started = started(&ended.stderr);
        ensure!(
            started == needed,
            "expected the modules {needed:?} to start, found {started:?}\n{}",
            ended.stderr
        );
        Ok(())
    })
}

/// Returns the modules in the cold-start report. A function that started none writes no report.
fn started(log: &str) -> Vec<String> {
    let mut lines = log
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let report = lines.find(|line| line["message"] == "cold start");
    let modules = report
        .as_ref()
        .and_then(|report| report["coldStart"]["modules"].as_array());
    modules
        .into_iter()
        .flatten()
        .filter_map(|module| module["name"].as_str().map(str::to_owned))
        .collect()
}
