//! A structure-aware fuzz target for the recognition of events and their replies, on a stable toolchain.
//!
//! The JSON parser rejects random bytes, so they test little. Each case is generated from a model instead. A generated request is written as
//! the event of one of the triggers, and the response is compared with the result of a slow reference router. A generated event of a
//! source must reach the handler of that source and name its records. Then the event is damaged several times, and must be
//! answered or rejected without a panic.
//!
//! ```text
//! cargo run --release -- [--seconds 60] [--seed 0] 2> /dev/null
//! ```
//!
//! The gateway logs every rejection on standard error. Findings go to standard output.
//!
//! Case `n` of a run has the seed plus `n`. To run one finding again: `--seed <its seed> --seconds 0`.

mod damage;
#[allow(
    dead_code,
    reason = "shared with the runtime's tests, which use more of it"
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

#[gatewright::exempt(
    shared_state,
    reason = "panics are counted across cases, which are not Lambda invocations"
)]
thread_local! {
    static PANICS: Cell<usize> = const { Cell::new(0) };
}

/// The number of damaged events for each intact one.
const DAMAGED: usize = 3;

fn main() -> ExitCode {
    let (seconds, seed) = match arguments() {
        Ok(read) => read,
        Err(wrong) => {
            eprintln!("error: {wrong}\nusage: gatewright-fuzz [--seconds 60] [--seed 0]");
            return ExitCode::from(2);
        }
    };
    // The guard turns a panic in a handler into a reply, so panics are counted in a panic hook.
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

/// Generates the case of this seed and checks it. Returns the number of events that were answered.
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
