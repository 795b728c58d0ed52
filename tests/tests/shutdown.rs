//! `#[on_shutdown]`: the hook runs at the end of the execution environment, within half a second, and initialises nothing.
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

/// Returns the standard error of one invocation and the shutdown after it.
fn printed(on_shutdown: &str) -> Result<String> {
    let mut event = tempfile::NamedTempFile::new()?;
    event.write_all(EVENT.as_bytes())?;
    let mut command = Command::new(built()?);
    command
        .arg("invoke")
        .arg(event.path())
        .env("ON_SHUTDOWN", on_shutdown)
        .env("RUST_BACKTRACE", "0")
        .env_remove("AWS_LAMBDA_RUNTIME_API");
    let finished = run(&mut command, b"", LIMIT)?.expect_success("invoking the function")?;
    ensure!(
        finished.stdout_text().trim() == "12",
        "expected the reply 12, got {}",
        finished.stdout_text()
    );
    Ok(finished.stderr)
}

#[test]
fn hook_uses_started_modules_and_starts_none() -> Result<()> {
    let printed = printed("returns")?;
    assert!(
        printed.contains(r#"shutdown: Some("used value"), None, most of 500 ms"#),
        "{printed}"
    );
    assert!(printed.contains("flushed"), "{printed}");
    assert!(!printed.contains("unused module started"), "{printed}");
    Ok(())
}

#[test]
fn slow_hook_is_cut_whether_it_awaits_or_computes() -> Result<()> {
    for how in ["awaits", "computes"] {
        let printed = printed(how)?;
        assert!(printed.contains("shutdown:"), "{printed}");
        assert!(
            printed
                .contains("`on_shutdown` was still running 450 ms after SIGTERM and was stopped"),
            "{printed}"
        );
        assert!(!printed.contains("flushed"), "{printed}");
    }
    Ok(())
}

#[test]
fn failed_or_panicked_hook_is_logged() -> Result<()> {
    let failed = printed("fails")?;
    assert!(
        failed.contains(r#""message":"`on_shutdown`: the collector is down""#),
        "{failed}"
    );
    let panicked = printed("panics")?;
    assert!(
        panicked.contains(r#""message":"`on_shutdown`: in the hook""#),
        "{panicked}"
    );
    Ok(())
}

#[test]
fn interrupted_server_runs_the_hook() -> Result<()> {
    let mut local = Local::serve(&built()?, "shutdown")?;
    assert_eq!(local.invoke(EVENT.as_bytes())?.payload, 12);
    local.process.interrupt()?;
    local.process.wait(LIMIT)?;
    let printed = local.process.printed();
    assert!(printed.contains("flushed"), "{printed}");
    Ok(())
}

/// The scripted Runtime API reports an error for a call such as the registration of an extension.
#[test]
fn function_without_hook_registers_no_extension() -> Result<()> {
    let faults = build("gatewright-fixture-functions", "faults", Profile::Debug)?;
    let event = br#"{"operation": "faults.echo", "payload": {"text": "a", "number": 1}}"#;
    let outcomes = answers(&faults, vec![Event::new(event.as_slice())], LIMIT)?;
    assert_eq!(outcomes.len(), 1);
    Ok(())
}
