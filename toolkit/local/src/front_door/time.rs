//! Times as the gateway writes them.

use std::fmt;
use std::time::Duration;

/// A moment in UTC, in whole seconds. Displayed in the Common Log Format that `requestContext.time` has:
/// `12/Mar/2020:19:03:58 +0000`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Utc(u64);

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

impl Utc {
    pub(crate) fn at(since_epoch: Duration) -> Self {
        Self(since_epoch.as_secs())
    }

    /// Year, month (1 to 12) and day (1 to 31).
    pub(crate) fn date(self) -> (u64, usize, u64) {
        // Counted from 1 March of the year 0, so that a leap day is the last of its year and every month's length
        // follows from its place: 153 days in five months. 719,468 days lie between that day and the epoch.
        let days = self.0 / 86_400 + 719_468;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = (month_from_march + 2) % 12 + 1;
        let year = era * 400 + year_of_era + u64::from(month <= 2);
        (year, usize::try_from(month).unwrap_or(1), day)
    }
}

impl fmt::Display for Utc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        let month = MONTHS[month - 1];
        let (hour, minute, second) = (self.0 / 3600 % 24, self.0 / 60 % 60, self.0 % 60);
        write!(
            f,
            "{day:02}/{month}/{year}:{hour:02}:{minute:02}:{second:02} +0000"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_example_comes_out() {
        // `requestTimeEpoch` (in milliseconds) and `requestTime` of one example in API Gateway's documentation of REST proxy events.
        let time = Utc::at(Duration::from_secs(1_428_582_896));
        assert_eq!(time.to_string(), "09/Apr/2015:12:34:56 +0000");
    }

    #[test]
    fn leap_days_and_turns_of_years_are_right() {
        // Seconds from `date -u -d … +%s`.
        for (seconds, date) in [
            (0, (1970, 1, 1)),
            (951_782_400, (2000, 2, 29)),
            (951_868_800, (2000, 3, 1)),
            (1_709_164_800, (2024, 2, 29)),
            (1_735_689_599, (2024, 12, 31)),
            (1_735_689_600, (2025, 1, 1)),
            (4_107_542_400, (2100, 3, 1)),
        ] {
            assert_eq!(Utc::at(Duration::from_secs(seconds)).date(), date);
        }
    }
}
