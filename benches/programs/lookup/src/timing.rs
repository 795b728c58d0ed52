//! Times, measured in turns, so that other load on the machine affects all structures alike.

use std::time::Instant;

use crate::structure::Structure;

const WARM_UP: usize = 5;
const ROUNDS: usize = 201;

/// Returns the median time of one lookup in each structure, in nanoseconds.
pub(crate) fn in_turns(structures: &[Structure], names: &[&str]) -> Vec<(&'static str, f64)> {
    let mut samples = vec![Vec::with_capacity(ROUNDS); structures.len()];
    for round in 0..WARM_UP + ROUNDS {
        for turn in 0..structures.len() {
            // Each round begins with another structure.
            let which = (round + turn) % structures.len();
            let started = Instant::now();
            (structures[which].pass)(names);
            if round >= WARM_UP {
                samples[which].push(started.elapsed());
            }
        }
    }
    let lookups = u32::try_from(names.len()).map_or(f64::NAN, f64::from);
    structures
        .iter()
        .zip(samples)
        .map(|(structure, mut samples)| {
            samples.sort_unstable();
            let median = samples[samples.len() / 2].as_secs_f64();
            (structure.name, median * 1e9 / lookups)
        })
        .collect()
}
