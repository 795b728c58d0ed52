//! A structure-aware fuzz target for recognition and answer, on a stable toolchain.
//!
//! Random bytes are refused by the JSON parser and say little. So each case is made from a model: a request is invented, written as the
//! event of one of the triggers, and the answer is compared with what a slow, plain router says of the request; or an event of a source is
//! invented, and has to reach the handler of that source and name the records that it was made with. Then the event is
//! damaged, a few times over, and has to be answered or refused without a panic.
//!
//! ```text
//! cargo run --release -- [--seconds 60] [--seed 0] 2> /dev/null
//! ```
//!
//! The gateway logs every refusal on standard error; what is found goes to standard output.
//!
//! Case `n` of a run is made from the seed plus `n`: `--seed <the case's> --seconds 0` runs a finding again, alone.

mod damage;
#[allow(
    dead_code,
    reason = "the file is shared with the tests of the runtime, which use more of it"
)]
#[path = "../../tests/fixtures/gateways.rs"]
mod gateways;
mod request;
mod router;
mod source;
mod text;

use std::cell::Cell;
use std::panic;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use fastrand::Rng;
use gatewright::testing::{block_on, invoke_bytes};

#[gatewright::exempt(shared_state, reason = "panics are counted across cases, which are no invocations of Lambda's")]
thread_local! {
    static PANICS: Cell<usize> = const { Cell::new(0) };
}

/// How many damaged events there are for each that is whole.
const DAMAGED: usize = 3;

fn main() -> ExitCode {
    let (seconds, seed) = match arguments() {
        Ok(read) => read,
        Err(wrong) => {
            eprintln!("error: {wrong}\nusage: gatewright-fuzz [--seconds 60] [--seed 0]");
            return ExitCode::from(2);
        }
    };
    // The guard turns a panic within a handler into an answer, so panics are counted where they begin.
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        PANICS.set(PANICS.get() + 1);
        before(info);
    }));
    let end = Instant::now() + Duration::from_secs(seconds);
    let (mut events, mut case, mut next_word) = (0_u64, seed, Instant::now());
    loop {
        match check(case) {
            Ok(count) => events += count,
            Err(finding) => {
                println!("finding, case {case}: {finding}");
                println!("again: cargo run --release -- --seconds 0 --seed {case}");
                return ExitCode::FAILURE;
            }
        }
        case += 1;
        if Instant::now() >= next_word {
            next_word += Duration::from_secs(10);
            println!("{} cases, {events} events", case - seed);
        }
        if Instant::now() >= end {
            println!("{} cases, {events} events, nothing found", case - seed);
            return ExitCode::SUCCESS;
        }
    }
}

fn arguments() -> Result<(u64, u64), String> {
    let (mut seconds, mut seed) = (60, 0);
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next().and_then(|value| value.parse().ok());
        let value: u64 = value.ok_or_else(|| format!("`{name}` takes a whole number"))?;
        match &*name {
            "--seconds" => seconds = value,
            "--seed" => seed = value,
            other => return Err(format!("no option `{other}`")),
        }
    }
    Ok((seconds, seed))
}

/// Makes the case of this seed and checks it. Returns how many events were answered.
fn check(seed: u64) -> Result<u64, String> {
    let mut random = Rng::with_seed(seed);
    let event = if random.bool() {
        request::check(&mut random)?
    } else {
        source::check(&mut random)?
    };
    let mut events = 1;
    for _ in 0..DAMAGED {
        let damaged = damage::damaged(&event, &mut random);
        for gateway in [
            &gateways::kinds::GATEWAY,
            &gateways::readers::GATEWAY,
            &router::routes::GATEWAY,
        ] {
            let _ = block_on(invoke_bytes(gateway, &damaged));
            events += 1;
            if PANICS.get() > 0 {
                return Err(format!("a panic: {}", String::from_utf8_lossy(&damaged)));
            }
        }
    }
    if PANICS.get() > 0 {
        return Err(format!("a panic: {event}"));
    }
    Ok(events)
}
