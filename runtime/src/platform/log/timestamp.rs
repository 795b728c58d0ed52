//! The time of a log line.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The length of `2026-11-30T01:10:39.123Z`.
pub(crate) const LENGTH: usize = 24;

/// Returns the current time in UTC, in the format of RFC 3339, with milliseconds. Lambda reads this format only.
#[cfg(feature = "tracing")]
pub(super) fn now() -> [u8; LENGTH] {
    formatted(since_epoch())
}

/// Returns the time since 1970.
pub(crate) fn since_epoch() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

/// Formats a time since 1970.
pub(crate) fn formatted(since_epoch: Duration) -> [u8; LENGTH] {
    let seconds = since_epoch.as_secs();
    let (year, month, day) = civil(seconds / 3_600 / 24);
    let mut text = *b"0000-00-00T00:00:00.000Z";
    let mut put = |end: usize, digits: usize, mut number: u64| {
        for place in text[end - digits..end].iter_mut().rev() {
            // A digit.
            #[allow(clippy::cast_possible_truncation)]
            {
                *place = b'0' + (number % 10) as u8;
            }
            number /= 10;
        }
    };
    put(4, 4, year);
    put(7, 2, month);
    put(10, 2, day);
    put(13, 2, seconds / 3_600 % 24);
    put(16, 2, seconds / 60 % 60);
    put(19, 2, seconds % 60);
    put(23, 3, u64::from(since_epoch.subsec_millis()));
    text
}

/// Returns year, month and day of a number of days since 1970, by the algorithm `civil_from_days` of Howard Hinnant:
/// <https://howardhinnant.github.io/date_algorithms.html>
pub(crate) fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Months begin with March.
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The texts are those of `date -u -d @<seconds> +%FT%TZ` of GNU coreutils.
    #[test]
    fn timestamp_is_that_of_date() {
        for (ms, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_709_251_200_001, "2024-03-01T00:00:00.001Z"),
            (1_735_689_599_010, "2024-12-31T23:59:59.010Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ] {
            let formatted = formatted(Duration::from_millis(ms));
            assert_eq!(std::str::from_utf8(&formatted), Ok(text));
        }
    }
}
