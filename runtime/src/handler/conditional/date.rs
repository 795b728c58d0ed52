//! Dates in HTTP headers (RFC 9110, 5.6.7).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::platform::log::timestamp::{civil, since_epoch};

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const SECONDS_PER_DAY: u64 = 86_400;

/// Formats a time: `Sun, 06 Nov 1994 08:49:37 GMT`. A time before 1970 becomes the first second of 1970.
pub(crate) fn formatted(time: SystemTime) -> String {
    let seconds = seconds(time);
    let days = seconds / SECONDS_PER_DAY;
    let (year, month, day) = civil(days);
    // Both indices are below the length of their array.
    let name = |names: &[&'static str], index: u64| {
        let index = usize::try_from(index).unwrap_or_default();
        names.get(index).copied().unwrap_or_default()
    };
    format!(
        "{}, {day:02} {} {year:04} {:02}:{:02}:{:02} GMT",
        name(&DAYS, days % 7),
        name(&MONTHS, month - 1),
        seconds / 3_600 % 24,
        seconds / 60 % 60,
        seconds % 60,
    )
}

/// Returns the whole seconds since 1970.
pub(super) fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .as_ref()
        .map_or(0, Duration::as_secs)
}

/// Parses a date in one of the three formats of HTTP, to seconds since 1970. A date before 1970 is 0.
pub(super) fn parsed(text: &str) -> Option<u64> {
    let mut fields = [""; 6];
    let mut pieces = text
        .split([' ', ',', '-'])
        .filter(|piece| !piece.is_empty());
    let mut count = 0;
    for piece in pieces.by_ref() {
        *fields.get_mut(count)? = piece;
        count += 1;
    }
    // `Sun, 06 Nov 1994 08:49:37 GMT` and `Sunday, 06-Nov-94 08:49:37 GMT`, or `Sun Nov  6 08:49:37 1994`
    let ([_, day, month, year, time, "GMT"] | [_, month, day, time, year]) = fields[..count] else {
        return None;
    };
    let month = MONTHS.iter().position(|name| *name == month)?;
    let month = u64::try_from(month + 1).ok()?;
    let year = match year.len() {
        4 => number(year, 4)?,
        2 => full_year(
            number(year, 2)?,
            civil(since_epoch().as_secs() / SECONDS_PER_DAY).0,
        ),
        _ => return None,
    };
    let day = number(day, 2)?;
    let mut parts = time.split(':');
    let mut part = |most: u64| number(parts.next()?, 2).filter(|number| *number <= most);
    // The sixtieth second is a leap second.
    let (hour, minute, second) = (part(23)?, part(59)?, part(60)?);
    if parts.next().is_some() {
        return None;
    }
    if year < 1970 {
        return (1..=31).contains(&day).then_some(0);
    }
    let days = days(year, month, day)?;
    (civil(days) == (year, month, day))
        .then(|| days * SECONDS_PER_DAY + hour * 3_600 + minute * 60 + second)
}

/// The year of two digits: one that seems to be more than 50 years in the future is the most recent one in the past.
fn full_year(digits: u64, now: u64) -> u64 {
    let year = now - now % 100 + digits;
    if year > now + 50 { year - 100 } else { year }
}

fn number(text: &str, longest: usize) -> Option<u64> {
    let is_number =
        (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// Returns the days since 1970, by the algorithm `days_from_civil` of Howard Hinnant:
/// <https://howardhinnant.github.io/date_algorithms.html>
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    // Years begin with March.
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year / 400, year % 400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day.checked_sub(1)?;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (era * 146_097 + day_of_era).checked_sub(719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The three dates of RFC 9110, 5.6.7, are one second.
    #[test]
    fn three_formats_are_one_date() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(parsed(text), Some(784_111_777), "{text}");
        }
        let time = UNIX_EPOCH + Duration::from_secs(784_111_777);
        assert_eq!(formatted(time), "Sun, 06 Nov 1994 08:49:37 GMT");
    }

    #[test]
    fn other_texts_are_not_dates() {
        for text in [
            "",
            "yesterday",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37:00 GMT",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 Now 1994 08:49:37 GMT",
            "Sun, 06 Nov 19994 08:49:37 GMT",
            "Sun, 06 Nov +994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT GMT",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }

    #[test]
    fn years_of_two_digits_are_near_the_present() {
        assert_eq!(full_year(94, 2026), 1994);
        assert_eq!(full_year(76, 2026), 2076);
        assert_eq!(full_year(77, 2026), 1977);
        assert_eq!(full_year(26, 2026), 2026);
    }

    #[test]
    fn dates_before_1970_are_its_first_second() {
        assert_eq!(parsed("Wed, 31 Dec 1969 23:59:59 GMT"), Some(0));
        let time = UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(formatted(time), "Thu, 01 Jan 1970 00:00:00 GMT");
    }

    /// `httpdate` is the implementation that hyper uses.
    #[test]
    fn dates_are_those_of_httpdate() {
        for day in 0..40_000_u64 {
            let time = UNIX_EPOCH + Duration::from_secs(day * 86_399);
            let text = httpdate::fmt_http_date(time);
            assert_eq!(formatted(time), text);
            assert_eq!(parsed(&text), Some(day * 86_399), "{text}");
        }
    }
}
