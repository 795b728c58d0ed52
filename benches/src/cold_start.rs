//! Cold starts: the time from the start of the process to its first request for an event and to its first response.

use std::iter;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Result;
use gatewright_tests::scripted_api::{Event, ScriptedApi, like_lambda};

use crate::function::Function;

const LIMIT: Duration = Duration::from_secs(20);

/// Starts of each function: first those that warm the page cache, then those that are measured.
const WARM_UP: usize = 20;
const MEASURED: usize = 400;

/// The medians of one function's cold starts, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct ColdStart {
    /// The time to the first request for an event: process start and INIT.
    pub to_first_next: f64,
    /// The time to the first response: process start, INIT and the first invocation.
    pub to_first_response: f64,
}

/// Measures functions in turns, so that other load on the machine affects all alike.
pub fn side_by_side<const N: usize>(
    event: &[u8],
    functions: [&Function; N],
) -> Result<[ColdStart; N]> {
    let measured = in_turns(functions, WARM_UP, || iter::repeat_n(event, MEASURED))?;
    Ok(measured.map(|samples| ColdStart {
        to_first_next: quantile(samples.iter().map(|(next, _)| *next), 0.5),
        to_first_response: quantile(samples.iter().map(|(_, response)| *response), 0.5),
    }))
}

/// The times of a start to the first request for an event and to the first response.
pub type Times = (Duration, Duration);

/// Starts each function once for each event, after a number of starts that are not measured.
pub fn in_turns<'a, const N: usize, E: Iterator<Item = &'a [u8]>>(
    functions: [&Function; N],
    warm_up: usize,
    events: impl Fn() -> E,
) -> Result<[Vec<Times>; N]> {
    let mut samples = [(); N].map(|()| Vec::new());
    let first = events().next().into_iter();
    let warming = first.flat_map(|event| iter::repeat_n(event, warm_up));
    for (turn, event) in warming.chain(events()).enumerate() {
        for place in 0..N {
            // Each turn begins with another function.
            let which = (turn + place) % N;
            let times = start_once(event, functions[which])?;
            if turn >= warm_up {
                samples[which].push(times);
            }
        }
    }
    Ok(samples)
}

fn start_once(event: &[u8], function: &Function) -> Result<Times> {
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

/// Returns the time in milliseconds that a `share` of the samples does not exceed.
pub fn quantile(samples: impl Iterator<Item = Duration>, share: f64) -> f64 {
    let mut samples: Vec<_> = samples.collect();
    samples.sort_unstable();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index below a few hundred"
    )]
    let place = (samples.len() as f64 * share) as usize;
    samples[place.min(samples.len() - 1)].as_secs_f64() * 1_000.0
}
