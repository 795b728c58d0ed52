//! Cold starts: the time from starting the process to its first request for an event, and to its first response.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Result;
use gatewright_tests::scripted_api::{Event, ScriptedApi, like_lambda};

use crate::function::Function;

const LIMIT: Duration = Duration::from_secs(20);

/// Starts to warm the page cache with, and starts that are measured, of each function.
const WARM_UP: usize = 20;
const MEASURED: usize = 400;

/// The medians of one function's cold starts, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct ColdStart {
    /// To the first request for an event: process start and INIT.
    pub to_first_next: f64,
    /// To the first response: INIT and the first invocation.
    pub to_first_response: f64,
}

/// Measures two functions in turns, so that whatever else the machine does strikes both alike.
pub fn side_by_side(event: &[u8], ours: &Function, peer: &Function) -> Result<[ColdStart; 2]> {
    let mut samples = [Samples::default(), Samples::default()];
    for turn in 0..WARM_UP + MEASURED {
        // Each goes first every other time.
        for which in if turn % 2 == 0 { [0, 1] } else { [1, 0] } {
            let (next, response) = start_once(event, [ours, peer][which])?;
            if turn >= WARM_UP {
                samples[which].to_first_next.push(next);
                samples[which].to_first_response.push(response);
            }
        }
    }
    Ok(samples.map(|mut samples| ColdStart {
        to_first_next: median(&mut samples.to_first_next),
        to_first_response: median(&mut samples.to_first_response),
    }))
}

#[derive(Default)]
struct Samples {
    to_first_next: Vec<Duration>,
    to_first_response: Vec<Duration>,
}

fn start_once(event: &[u8], function: &Function) -> Result<(Duration, Duration)> {
    let api = ScriptedApi::start(vec![Event::new(event)])?;
    let mut command = Command::new(&function.path);
    like_lambda(&mut command, api.address());
    let started = Instant::now();
    let mut child = command.spawn()?;
    let milestones = api.wait_for_first_outcome(LIMIT);
    child.kill()?;
    child.wait()?;
    let milestones = milestones?;
    Ok((
        milestones.first_next - started,
        milestones.first_outcome - started,
    ))
}

fn median(samples: &mut [Duration]) -> f64 {
    samples.sort_unstable();
    samples[samples.len() / 2].as_secs_f64() * 1_000.0
}
