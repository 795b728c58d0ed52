//! User instructions, counted by callgrind. Other load on the machine does not change them.

use std::fs;
use std::process::{Child, Command};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use gatewright_tests::scripted_api::{Event, ScriptedApi, like_lambda};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::NamedTempFile;

use crate::function::Function;
use crate::table::figure;

const NEEDED: &str = "could not run callgrind, which counts instructions\nhelp: install valgrind (Debian: apt-get install valgrind)";

/// Under callgrind a function runs about fifty times slower.
const LIMIT: Duration = Duration::from_secs(120);

/// The numbers of invocations of the two runs whose difference is taken. Buffers and pools stop growing within the shorter one.
const SHORT: usize = 100;
const LONG: usize = 1_100;

/// Counts the instructions of an invocation: the difference of a longer and a shorter run, so that start-up and end cancel out.
pub fn per_invocation(event: &[u8], function: &Function) -> Result<f64> {
    let difference = of_run(event, function, LONG)?.saturating_sub(of_run(event, function, SHORT)?);
    let invocations = u32::try_from(LONG - SHORT)?;
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    Ok(difference as f64 / f64::from(invocations))
}

/// Counts the instructions from the start of the process until it waits for its first event.
pub fn of_start_up(event: &[u8], function: &Function) -> Result<u64> {
    of_run(event, function, 0)
}

/// Counts the instructions from the start of the process until it has answered its first event and waits for another.
pub fn of_first(event: &[u8], function: &Function) -> Result<u64> {
    of_run(event, function, 1)
}

/// Counts the instructions of a lookup: the difference of a longer and a shorter run, divided by their difference in lookups.
///
/// The program takes the number of rounds as its last argument after `arguments`. Each round makes `lookups` lookups.
pub fn per_lookup(program: &Function, arguments: &[&str], lookups: usize) -> Result<f64> {
    let difference =
        of_rounds(program, arguments, 11)?.saturating_sub(of_rounds(program, arguments, 1)?);
    Ok(figure(difference) / figure(10 * u64::try_from(lookups)?))
}

fn of_rounds(program: &Function, arguments: &[&str], rounds: u32) -> Result<u64> {
    let ran = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(&program.path)
        .args(arguments)
        .arg(rounds.to_string())
        .output()
        .context(NEEDED)?;
    let report = String::from_utf8_lossy(&ran.stderr);
    ensure!(ran.status.success(), "{report}");
    collected(&report)
        .with_context(|| format!("expected a count in the report of callgrind:\n{report}"))
}

fn of_run(event: &[u8], function: &Function, invocations: usize) -> Result<u64> {
    let api = ScriptedApi::start(vec![Event::new(event); invocations])?;
    let report = NamedTempFile::new()?;
    let mut valgrind = Command::new("valgrind");
    valgrind
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(format!("--log-file={}", report.path().display()))
        .arg(&function.path);
    let mut child = like_lambda(&mut valgrind, api.address())
        .spawn()
        .context(NEEDED)?;
    let waited = api.wait_until_idle(LIMIT);
    // The function has sent its last request, but may not yet be idle.
    thread::sleep(Duration::from_millis(200));
    let ended = end(&mut child);
    let report = fs::read_to_string(report.path())?;
    for outcome in waited.with_context(|| report.clone())? {
        outcome.reply()?;
    }
    ended?;
    collected(&report)
        .with_context(|| format!("expected a count in the report of callgrind:\n{report}"))
}

/// Ends callgrind with a signal after which it writes its report. After SIGKILL there would be none.
fn end(child: &mut Child) -> Result<()> {
    kill_process(Pid::from_child(child), Signal::TERM)?;
    for _ in 0..500 {
        if child.try_wait()?.is_some() {
            return Ok(());
        }
        thread::sleep(Duration::from_millis(20));
    }
    child.kill()?;
    child.wait()?;
    anyhow::bail!("expected callgrind to end after the signal")
}

/// Parses the count in a line like `==12== Collected : 1234567`.
fn collected(report: &str) -> Option<u64> {
    report
        .lines()
        .find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok())
}
