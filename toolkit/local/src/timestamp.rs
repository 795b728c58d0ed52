//! Times in the formats of AWS.

use std::time::Duration;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A time of day in UTC.
struct Utc {
    year: u64,
    month: u64,
    day: u64,
    second_of_day: u64,
}

/// `12/Mar/2020:19:03:58 +0000`: the Common Log Format, in which API Gateway writes `requestContext.time`.
pub(crate) fn common_log(since_epoch: Duration) -> String {
    let Utc {
        year,
        month,
        day,
        second_of_day,
    } = utc(since_epoch);
    let month = MONTHS[usize::try_from(month - 1).unwrap_or_default()];
    let (hour, minute, second) = (
        second_of_day / 3600,
        second_of_day / 60 % 60,
        second_of_day % 60,
    );
    format!("{day:02}/{month}/{year:04}:{hour:02}:{minute:02}:{second:02} +0000")
}

/// `2026/11/23`: the date with which the name of a log stream begins.
pub(crate) fn log_stream_date(since_epoch: Duration) -> String {
    let Utc {
        year, month, day, ..
    } = utc(since_epoch);
    format!("{year:04}/{month:02}/{day:02}")
}

/// Converts a time to the calendar.
///
/// The algorithm is `civil_from_days` of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", for dates from 1970 on.
fn utc(since_epoch: Duration) -> Utc {
    const DAY: u64 = 24 * 60 * 60;
    /// The days of 400 years, after which the calendar repeats itself.
    const ERA: u64 = 146_097;

    let seconds = since_epoch.as_secs();
    // Years begin with March, so that the leap day is the last of its year.
    let days = seconds / DAY + 719_468;
    let day_of_era = days % ERA;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    Utc {
        year: days / ERA * 400 + year_of_era + u64::from(month <= 2),
        month,
        day: day_of_year - (153 * month_from_march + 2) / 5 + 1,
        second_of_day: seconds % DAY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_log_format_is_that_of_the_documentation() {
        // `requestTimeEpoch` (in milliseconds) and `requestTime` of one example in API Gateway's documentation of REST proxy events.
        let time = Duration::from_secs(1_428_582_896);
        assert_eq!(common_log(time), "09/Apr/2015:12:34:56 +0000");
    }

    #[test]
    fn log_stream_date_has_two_digits_each() {
        // Seconds from `date -u -d … +%s`.
        for (seconds, date) in [
            (0, "1970/01/01"),
            (68_169_600, "1972/02/29"),
            (951_782_400, "2000/02/29"),
            (951_868_800, "2000/03/01"),
            (1_735_689_599, "2024/12/31"),
            (1_735_689_600, "2025/01/01"),
            (4_107_542_399, "2100/02/28"),
            (4_107_542_400, "2100/03/01"),
            (13_574_563_200, "2400/02/29"),
            (253_402_300_799, "9999/12/31"),
        ] {
            assert_eq!(log_stream_date(Duration::from_secs(seconds)), date);
        }
    }

    #[test]
    fn dates_follow_each_other_for_four_centuries() {
        // The rule of the Gregorian calendar, with which the days are counted one by one.
        let days_in = |year: u64, month: u64| match month {
            2 if year.is_multiple_of(4)
                && (!year.is_multiple_of(100) || year.is_multiple_of(400)) =>
            {
                29
            }
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for days in 0..146_097 {
            let date = log_stream_date(Duration::from_secs(days * 86_400 + 43_200));
            assert_eq!(date, format!("{year:04}/{month:02}/{day:02}"));
            day += 1;
            if day > days_in(year, month) {
                (month, day) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
        assert_eq!((year, month, day), (2370, 1, 1));
    }

    #[test]
    fn any_duration_has_a_date() {
        // The date of Python's `datetime`, moved by whole periods of 400 years.
        assert_eq!(log_stream_date(Duration::MAX), "584554051223/11/09");
    }
}
