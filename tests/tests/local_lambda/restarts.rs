//! The log of a process that the watchdog has re-executed.

use std::time::Duration;

use anyhow::{Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::local::Local;

const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn invocation_after_a_watchdog_answer_is_told_as_restarted() -> Result<()> {
    let binary = build("gatewright-fixture-functions", "overruns", Profile::Debug)?;
    let mut overruns = Local::serve(&binary, "overruns")?;
    let blocked = overruns.invoke(br#"{"operation":"overruns.blocks","payload":null}"#)?;
    ensure!(
        format!("{blocked:?}").contains("DeadlineExceeded"),
        "{blocked:?}"
    );
    let echo = br#"{"operation":"overruns.echo","payload":"well"}"#;
    overruns.invoke(echo)?;
    let told = |line: &str| {
        let is_told = line.contains(" ms restarted after a watchdog answer (init ");
        (line.starts_with("invoke ok ") && is_told).then_some(())
    };
    overruns.process.wait_for_line(PATIENCE, told)?;
    overruns.invoke(echo)?;
    let warm = |line: &str| line.contains(" ms warm ").then_some(());
    overruns.process.wait_for_line(PATIENCE, warm)
}
