//! The memory that a function needs, and the size that fits a goal.

use super::Size;

/// The goal of a recommendation, as in aws-lambda-power-tuning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Strategy {
    /// The lowest cost
    Cost,
    /// The shortest duration
    Speed,
    /// Cost and duration, each relative to its highest value
    Balanced,
}

impl Strategy {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Cost => "cost",
            Self::Speed => "speed",
            Self::Balanced => "balanced",
        }
    }
}

/// Differences below this part are noise: the smaller size wins.
const NOISE: f64 = 0.01;

/// Returns the memory that a peak of so many MB needs, with headroom: 50 % below 128 MB, 30 % below 512 MB, 20 % above.
pub(super) fn needed(peak_mb: f64) -> f64 {
    let headroom = if peak_mb < 128.0 {
        1.5
    } else if peak_mb < 512.0 {
        1.3
    } else {
        1.2
    };
    peak_mb * headroom
}

/// Returns the index of the best size among those with enough memory. `None` if the largest size is too small.
pub(super) fn best(sizes: &[Size], needed_mb: f64, strategy: Strategy) -> Option<usize> {
    let fitting = |size: &&Size| f64::from(size.memory_mb) >= needed_mb;
    let slowest = sizes
        .iter()
        .filter(fitting)
        .map(|size| size.mean_ms)
        .fold(0.0, f64::max);
    let dearest = sizes
        .iter()
        .filter(fitting)
        .map(|size| size.cost_per_million)
        .fold(0.0, f64::max);
    let score = |size: &Size| match strategy {
        Strategy::Cost => size.cost_per_million / dearest,
        Strategy::Speed => size.mean_ms / slowest,
        // The weight of aws-lambda-power-tuning: 0.5.
        Strategy::Balanced => 0.5 * size.mean_ms / slowest + 0.5 * size.cost_per_million / dearest,
    };
    let lowest = sizes
        .iter()
        .filter(fitting)
        .map(score)
        .fold(f64::MAX, f64::min);
    sizes
        .iter()
        .position(|size| fitting(&size) && score(size) <= lowest * (1.0 + NOISE))
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    reason = "the values are rounded, or exact by their construction"
)]
mod tests {
    use super::{Strategy, best, needed};
    use crate::tune::Size;

    fn size(memory_mb: u32, mean_ms: f64, cost: f64) -> Size {
        Size {
            memory_mb,
            mean_ms,
            cost_per_million: cost,
            ..Size::default()
        }
    }

    #[test]
    fn headroom_shrinks_with_memory() {
        assert_eq!(needed(100.0), 150.0);
        assert_eq!(needed(200.0), 260.0);
        assert_eq!(needed(1_000.0), 1_200.0);
    }

    #[test]
    fn each_strategy_has_its_best_size() {
        let sizes = [
            size(128, 800.0, 2.0),
            size(512, 200.0, 2.1),
            size(1_769, 58.0, 2.5),
            size(3_008, 58.0, 4.0),
        ];
        assert_eq!(best(&sizes, 0.0, Strategy::Cost), Some(0));
        assert_eq!(best(&sizes, 0.0, Strategy::Speed), Some(2));
        assert_eq!(best(&sizes, 0.0, Strategy::Balanced), Some(2));
    }

    #[test]
    fn size_without_enough_memory_is_not_recommended() {
        let sizes = [size(128, 1.0, 1.0), size(256, 1.0, 2.0)];
        assert_eq!(best(&sizes, 150.0, Strategy::Cost), Some(1));
        assert_eq!(best(&sizes, 300.0, Strategy::Cost), None);
    }

    #[test]
    fn difference_below_one_percent_is_noise() {
        let sizes = [size(128, 1.005, 1.0), size(256, 1.0, 2.0)];
        assert_eq!(best(&sizes, 0.0, Strategy::Speed), Some(0));
    }
}
