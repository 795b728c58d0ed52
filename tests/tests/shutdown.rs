//! `#[on_shutdown]`: the hook runs when the environment ends, has its half second and no more, and starts nothing.
#![cfg(unix)]

use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::command::run;
use gatewright_tests::local::Local;
use gatewright_tests::scripted_api::{Event, answers};

const LIMIT: Duration = Duration::from_secs(60);

const EVENT: &str = r#"{"operation": "shutdown.gather", "payload": "ab"}"#;

fn built() -> Result<PathBuf> {
    build("gatewright-fixture-functions", "shutdown", Profile::Debug)
}

/// What the function prints during one invocation and its end.
fn printed(at_the_end: &str) -> Result<String> {
    let mut event = tempfile::NamedTempFile::new()?;
    event.write_all(EVENT.as_bytes())?;
    let mut command = Command::new(built()?);
    command
        .arg("invoke")
        .arg(event.path())
        .env("AT_THE_END", at_the_end)
        .env("RUST_BACKTRACE", "0")
        .env_remove("AWS_LAMBDA_RUNTIME_API");
    let finished = run(&mut command, b"", LIMIT)?.expect_success("invoking the function")?;
    ensure!(
        finished.stdout_text().trim() == "19",
        "{}",
        finished.stdout_text()
    );
    Ok(finished.stderr)
}

#[test]
fn the_hook_has_what_was_started_and_starts_nothing() -> Result<()> {
    let printed = printed("returns")?;
    assert!(
        printed.contains(r#"the end: Some("what was gathered"), None, most of 500 ms"#),
        "{printed}"
    );
    assert!(printed.contains("flushed"), "{printed}");
    assert!(!printed.contains("started what nobody needs"), "{printed}");
    Ok(())
}

#[test]
fn a_hook_that_takes_too_long_is_cut_whether_it_awaits_or_computes() -> Result<()> {
    for how in ["awaits", "computes"] {
        let printed = printed(how)?;
        assert!(printed.contains("the end:"), "{printed}");
        assert!(
            printed.contains("`on_shutdown` was still running 450 ms after SIGTERM, and is cut"),
            "{printed}"
        );
        assert!(!printed.contains("flushed"), "{printed}");
    }
    Ok(())
}

#[test]
fn a_hook_that_fails_or_panics_is_logged() -> Result<()> {
    let failed = printed("fails")?;
    assert!(
        failed.contains(r#""errorType":"Error","message":"`on_shutdown`: nobody is there""#),
        "{failed}"
    );
    let panicked = printed("panics")?;
    assert!(
        panicked.contains(r#""errorType":"HandlerPanicked","message":"`on_shutdown`: at the end""#),
        "{panicked}"
    );
    Ok(())
}

#[test]
fn a_service_that_is_ended_lets_it_run() -> Result<()> {
    let mut local = Local::serve(&built()?, "shutdown")?;
    assert_eq!(local.invoke(EVENT.as_bytes())?.payload, 19);
    local.process.interrupt()?;
    local.process.wait(LIMIT)?;
    let printed = local.process.printed();
    assert!(printed.contains("flushed"), "{printed}");
    Ok(())
}

/// Every other call of the Runtime API fails the test.
#[test]
fn without_a_hook_nothing_is_registered() -> Result<()> {
    let faults = build("gatewright-fixture-functions", "faults", Profile::Debug)?;
    let event = br#"{"operation": "faults.echo", "payload": {"text": "a", "number": 1}}"#;
    let outcomes = answers(&faults, vec![Event::new(event.as_slice())], LIMIT)?;
    assert_eq!(outcomes.len(), 1);
    Ok(())
}
