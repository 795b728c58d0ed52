//! How old a value is.

use std::time::{Duration, Instant, SystemTime};

/// When a value was made, by both clocks.
///
/// An environment is frozen between invocations. The monotonic clock may stand still for that time, and the wall clock may be set
/// back; whichever says that more time has passed is believed, because a value that is made anew too early does no harm.
#[derive(Clone, Copy, Debug)]
pub(super) struct Birth {
    monotonic: Instant,
    wall: SystemTime,
}

impl Birth {
    pub(super) fn now() -> Self {
        Self {
            monotonic: Instant::now(),
            wall: SystemTime::now(),
        }
    }

    pub(super) fn age(&self) -> Duration {
        let by_wall = self.wall.elapsed().unwrap_or_default();
        self.monotonic.elapsed().max(by_wall)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_that_went_further_decides() {
        let hour = Duration::from_secs(3600);
        let now = Birth::now();
        let frozen = Birth {
            wall: now.wall - hour,
            ..now
        };
        assert!(frozen.age() >= hour);
        let set_back = Birth {
            wall: now.wall + hour,
            ..now
        };
        assert!(set_back.age() < hour);
    }
}
