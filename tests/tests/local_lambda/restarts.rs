//! The log of a process that the watchdog has re-executed.

use anyhow::{Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::local::Local;

const ROUNDS: usize = 3;

#[test]
fn invocation_after_a_watchdog_answer_is_not_told_as_warm() -> Result<()> {
    let binary = build("gatewright-fixture-functions", "overruns", Profile::Debug)?;
    let mut overruns = Local::serve(&binary, "overruns")?;
    for _ in 0..ROUNDS {
        let blocked = overruns.invoke(br#"{"operation":"overruns.blocks","payload":null}"#)?;
        let blocked = format!("{blocked:?}");
        ensure!(blocked.contains("DeadlineExceeded"), "{blocked}");
        overruns.invoke(br#"{"operation":"overruns.echo","payload":"well"}"#)?;
    }
    let log = overruns.process.end();
    let after: Vec<_> = log
        .lines()
        .filter(|line| line.starts_with("invoke ok "))
        .collect();
    ensure!(after.len() == ROUNDS, "{log}");
    for line in after {
        // On a busy machine the process is not ready before its old deadline, so it is killed, and the start is a cold one.
        let is_restarted = line.contains(" ms restarted after a watchdog answer (init ");
        ensure!(is_restarted || line.contains(" ms cold (init "), "{log}");
    }
    Ok(())
}
