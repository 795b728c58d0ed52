//! Processes that are killed, run out of memory or end themselves, under the local Lambda, which kills and replaces for real.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use gatewright_local::queue::{Mapping, NewMessage, Poll, Queue, Settings, event};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::local::Local;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

fn faults() -> Result<Local> {
    let binary = build("gatewright-fixture-functions", "faults", Profile::Debug)?;
    Local::serve(&binary, "faults")
}

/// The process that answers.
fn pid(function: &Local) -> Result<i32> {
    let answer = function.invoke(br#"{"operation":"faults.pid"}"#)?;
    let pid = answer.payload.as_i64().context("a process id")?;
    Ok(i32::try_from(pid)?)
}

#[test]
fn a_process_killed_between_event_and_reply_is_an_error_and_another_takes_its_place() -> Result<()>
{
    let faults = faults()?;
    let first = pid(&faults)?;
    let answer = thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            faults.invoke(br#"{"operation":"faults.wait","payload":{"milliseconds":1400}}"#)
        });
        thread::sleep(Duration::from_millis(500));
        let killed = kill_process(Pid::from_raw(first).context("a process id")?, Signal::KILL);
        killed?;
        waiting.join().expect("it does not panic")
    })?;
    assert_eq!(
        answer.payload["errorType"], "Runtime.ExitError",
        "{answer:?}"
    );
    assert_ne!(pid(&faults)?, first);
    Ok(())
}

#[test]
fn a_process_without_memory_is_an_error_and_another_takes_its_place() -> Result<()> {
    let binary = build("gatewright-fixture-functions", "faults", Profile::Debug)?;
    let folder = tempfile::tempdir()?;
    let limited = folder.path().join("limited");
    // 2 GB of address space, for the service and for the function.
    let script = format!(
        "#!/bin/sh\nulimit -v 2097152\nexec '{}' \"$@\"\n",
        binary.display()
    );
    fs::write(&limited, script)?;
    fs::set_permissions(&limited, fs::Permissions::from_mode(0o755))?;
    let faults = Local::serve(&limited, "faults")?;
    let first = pid(&faults)?;
    let answer = faults.invoke(br#"{"operation":"faults.big","payload":{"bytes":4000000000}}"#)?;
    assert_eq!(
        answer.payload["errorType"], "Runtime.ExitError",
        "{answer:?}"
    );
    assert_ne!(pid(&faults)?, first);
    Ok(())
}

/// The messages of a queue through a function whose process ends in the middle of a batch.
#[test]
fn a_batch_whose_process_ends_comes_again_and_only_what_fails_becomes_a_dead_letter() -> Result<()>
{
    let faults = faults()?;
    let mut queue = Queue::new(Settings::new("jobs").max_receive_count(3));
    let mut mapping = Mapping::default();
    let mut now = Duration::ZERO;
    for job in ["succeed", "exit", "fail", "no JSON"] {
        queue.send(now, NewMessage::new(json!(job).to_string()))?;
    }
    let mut deleted = Vec::new();
    loop {
        match mapping.poll(&mut queue, now) {
            Poll::Batch(batch) => {
                let answer = faults.invoke(event(&queue, &batch).as_bytes())?;
                let reply = (answer.function_error.is_none()).then(|| answer.payload.to_string());
                let reply = reply.as_deref().map(str::as_bytes);
                deleted.push(mapping.settle(&mut queue, now, &batch, reply).deleted);
            }
            Poll::Later(time) => now = time,
            Poll::Idle => break,
        }
    }
    assert_eq!(deleted, [0, 2, 0], "all lost, then two done, then none");
    let dead: Vec<Value> = queue
        .dead_letters()
        .iter()
        .map(|message| serde_json::from_str(&message.body))
        .collect::<Result<_, _>>()?;
    assert_eq!(dead, ["fail", "no JSON"]);
    Ok(())
}
