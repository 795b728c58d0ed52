//! The log of a process that the watchdog has re-executed.

use anyhow::{Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::local::Local;

const ROUNDS: usize = 3;

/// On a busy machine the watchdog may get no time before the deadline, and then there is nothing to see.
const ATTEMPTS: usize = 20;

#[test]
fn invocation_after_a_watchdog_answer_is_not_told_as_warm() -> Result<()> {
    let binary = build("gatewright-fixture-functions", "overruns", Profile::Debug)?;
    let mut overruns = Local::serve(&binary, "overruns")?;
    let mut answered = 0;
    let mut attempts = 0;
    while answered < ROUNDS {
        attempts += 1;
        ensure!(attempts <= ATTEMPTS, "{}", overruns.process.end());
        let blocked = overruns.invoke(br#"{"operation":"overruns.blocks","payload":null}"#)?;
        let blocked = format!("{blocked:?}");
        overruns.invoke(br#"{"operation":"overruns.echo","payload":"well"}"#)?;
        if blocked.contains("DeadlineExceeded") {
            answered += 1;
        } else {
            ensure!(blocked.contains("Sandbox.Timedout"), "{blocked}");
        }
    }
    let log = overruns.process.end();
    let after: Vec<_> = log
        .lines()
        .filter(|line| line.starts_with("invoke ok "))
        .collect();
    ensure!(after.len() == attempts, "{log}");
    for line in after {
        // On a busy machine the process is not ready before its old deadline, so it is killed, and the start is a cold one.
        let is_restarted = line.contains(" ms restarted after a watchdog answer (init ");
        ensure!(is_restarted || line.contains(" ms cold (init "), "{log}");
    }
    Ok(())
}
