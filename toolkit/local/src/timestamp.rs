//! Times in the formats of AWS.

use std::time::Duration;
use time::UtcDateTime;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `12/Mar/2020:19:03:58 +0000`: the Common Log Format, in which API Gateway writes `requestContext.time`.
pub(crate) fn common_log(since_epoch: Duration) -> String {
    let time = utc(since_epoch);
    let month = MONTHS[usize::from(u8::from(time.month())) - 1];
    let (hour, minute, second) = time.time().as_hms();
    format!(
        "{:02}/{month}/{:04}:{hour:02}:{minute:02}:{second:02} +0000",
        time.day(),
        time.year()
    )
}

/// `2026/11/23`: the date with which the name of a log stream begins.
pub(crate) fn log_stream_date(since_epoch: Duration) -> String {
    let (year, month, day) = utc(since_epoch).to_calendar_date();
    format!("{year:04}/{:02}/{day:02}", u8::from(month))
}

/// The epoch itself, for a time past the year 9999.
fn utc(since_epoch: Duration) -> UtcDateTime {
    let seconds = i64::try_from(since_epoch.as_secs()).unwrap_or_default();
    UtcDateTime::from_unix_timestamp(seconds).unwrap_or(UtcDateTime::UNIX_EPOCH)
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
            (951_782_400, "2000/02/29"),
            (1_735_689_599, "2024/12/31"),
            (1_735_689_600, "2025/01/01"),
        ] {
            assert_eq!(log_stream_date(Duration::from_secs(seconds)), date);
        }
    }
}
