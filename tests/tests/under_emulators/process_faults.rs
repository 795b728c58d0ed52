//! Processes that are killed, run out of memory or end themselves. The local Lambda reports them and starts new ones.

use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use gatewright_local::queue::{Mapping, NewMessage, Poll, Queue, Settings, event};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::local::{Local, outside_lambda};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

fn faults() -> Result<Local> {
    let binary = build("gatewright-fixture-functions", "faults", Profile::Debug)?;
    Local::serve(&binary, "faults")
}

/// Returns the id of the process that handles invocations.
fn pid(function: &Local) -> Result<i32> {
    let answer = function.invoke(br#"{"operation":"faults.pid"}"#)?;
    let pid = answer.payload.as_i64().context("a process id")?;
    Ok(i32::try_from(pid)?)
}

#[test]
fn process_killed_before_its_reply_is_replaced() -> Result<()> {
    let faults = faults()?;
    let first = pid(&faults)?;
    let answer = thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            faults.invoke(br#"{"operation":"faults.wait","payload":{"milliseconds":1400}}"#)
        });
        thread::sleep(Duration::from_millis(500));
        let killed = kill_process(Pid::from_raw(first).context("a process id")?, Signal::KILL);
        killed?;
        waiting.join().expect("the invoking thread panicked")
    })?;
    assert_eq!(
        answer.payload["errorType"], "Runtime.ExitError",
        "{answer:?}"
    );
    assert_ne!(pid(&faults)?, first);
    Ok(())
}

#[test]
fn process_out_of_memory_is_replaced() -> Result<()> {
    let binary = build("gatewright-fixture-functions", "faults", Profile::Debug)?;
    // Limits the address space of the server and the function to 2 GB each.
    let mut limited = outside_lambda(Path::new("sh"));
    limited
        .args(["-c", r#"ulimit -v 2097152; exec "$0" "$@""#])
        .arg(binary);
    let faults = Local::serve_command(&mut limited, "faults")?;
    let first = pid(&faults)?;
    let answer = faults.invoke(br#"{"operation":"faults.big","payload":{"bytes":4000000000}}"#)?;
    assert_eq!(
        answer.payload["errorType"], "Runtime.ExitError",
        "{answer:?}"
    );
    assert_ne!(pid(&faults)?, first);
    Ok(())
}

/// The function's process ends in the middle of the first batch.
#[test]
fn lost_batch_is_retried_and_only_failures_are_dead_letters() -> Result<()> {
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
    assert_eq!(
        deleted,
        [0, 2, 0],
        "expected a lost batch, then two successes, then none"
    );
    let dead: Vec<Value> = queue
        .dead_letters()
        .iter()
        .map(|message| serde_json::from_str(&message.body))
        .collect::<Result<_, _>>()?;
    assert_eq!(dead, ["fail", "no JSON"]);
    Ok(())
}
