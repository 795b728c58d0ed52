//! A local Lambda that is killed, so that it cannot end its environments.

use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::local::{Local, invoke_at};
use gatewright_tests::process::wait_until_ended;
use rustix::process::Pid;

const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn environments_and_their_processes_end_after_sigkill() -> Result<()> {
    for (package, function, blocks) in [
        ("gatewright-fixture-functions", "overruns", "blocks_for"),
        ("gatewright-fixture-concurrent", "concurrent", "blocks"),
    ] {
        for is_busy in [false, true] {
            let mut local = Local::serve(&build(package, function, Profile::Debug)?, function)?;
            let event = |operation: &str, payload: &str| {
                format!(r#"{{"operation":"{function}.{operation}","payload":{payload}}}"#)
            };
            let started = local.invoke(event("spawns", "null").as_bytes())?;
            let process = started.payload.as_i64().context("an id")?;
            let process = Pid::from_raw(i32::try_from(process)?).context("an id")?;
            let environments = local.process.children()?;
            ensure!(environments.len() == 1, "{environments:?}");
            let endpoint = local.endpoint().to_owned();
            let blocks = event(blocks, "60000");
            let blocked = is_busy
                .then(|| thread::spawn(move || invoke_at(&endpoint, function, blocks.as_bytes())));
            // Usually the handler runs by then.
            thread::sleep(Duration::from_millis(300));
            local.process.kill()?;
            for id in environments.into_iter().chain([process]) {
                wait_until_ended(id, LIMIT).context(function)?;
            }
            if let Some(blocked) = blocked {
                let answer = blocked.join().expect("a sending thread panicked");
                ensure!(answer.is_err(), "{answer:?}");
            }
        }
    }
    Ok(())
}
