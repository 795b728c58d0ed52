//! A mix of requests to `examples/heavy`, in which lighter operations are more frequent.

use std::iter;

/// The operations of `examples/heavy`, the lazy module that each needs, and the weight of the module.
pub const HEAVY: [(&str, &str, u32); 8] = [
    ("heavy.classify", "heavy::classifier", 88),
    ("heavy.translate", "heavy::translator", 80),
    ("heavy.search", "heavy::index", 72),
    ("heavy.compare", "heavy::embeddings", 50),
    ("heavy.correct", "heavy::dictionary", 40),
    ("heavy.parse", "heavy::grammar", 30),
    ("heavy.locate", "heavy::gazetteer", 20),
    ("heavy.screen", "heavy::filter", 20),
];

/// Draws indices into `weights`, each with a probability inverse to its weight. The same seed gives the same draws.
pub fn inverse_to(weights: &[u32], seed: u64) -> impl Iterator<Item = usize> {
    let shares: Vec<f64> = weights
        .iter()
        .map(|weight| 1.0 / f64::from(*weight))
        .collect();
    let whole: f64 = shares.iter().sum();
    let mut state = seed;
    iter::repeat_with(move || {
        let mut left = between_0_and_1(&mut state) * whole;
        let drawn = shares.iter().position(|share| {
            left -= share;
            left < 0.0
        });
        // Rounding may leave a remainder at the end.
        drawn.unwrap_or(shares.len() - 1)
    })
}

/// Scales the upper 32 bits of the next splitmix64 number to the range 0 to 1.
fn between_0_and_1(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut number = *state;
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^= number >> 31;
    u32::try_from(number >> 32).map_or(0.0, |number| f64::from(number) / 2_f64.powi(32))
}

/// Returns the smallest weight that a `share` of the draws does not exceed, for example the 99th percentile for 0.99.
pub fn quantile_of_weights(weights: &[u32], share: f64) -> u32 {
    let mut sorted = weights.to_vec();
    sorted.sort_unstable();
    let inverse = |weight: &u32| 1.0 / f64::from(*weight);
    let whole: f64 = sorted.iter().map(inverse).sum();
    let mut below = 0.0;
    let found = sorted.iter().find(|weight| {
        below += inverse(weight) / whole;
        below >= share
    });
    found.or(sorted.last()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEIGHTS: [u32; 3] = [1, 2, 4];

    #[test]
    fn double_weight_is_drawn_half_as_often() {
        let mut counts = [0_i32; 3];
        for drawn in inverse_to(&WEIGHTS, 7).take(70_000) {
            counts[drawn] += 1;
        }
        for (count, expected) in counts.into_iter().zip([40_000, 20_000, 10_000]) {
            assert!((count - expected).abs() < 500, "{counts:?}");
        }
    }

    #[test]
    fn same_seed_gives_same_draws() {
        let draw = |seed| inverse_to(&WEIGHTS, seed).take(50).collect::<Vec<_>>();
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn heaviest_module_is_the_99th_percentile() {
        let weights = HEAVY.map(|(_, _, weight)| weight);
        assert_eq!(quantile_of_weights(&weights, 0.99), 88);
        assert_eq!(quantile_of_weights(&weights, 0.5), 30);
        assert_eq!(weights.into_iter().sum::<u32>(), 400);
    }
}
