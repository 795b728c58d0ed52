//! Quantities with a unit, as users write them: `3MB`, `50ms`.

use std::time::Duration;

/// The units of sizes, the longest first. As in the documents of AWS, an MB has 1,048,576 bytes.
const SIZES: [(&str, u64); 4] = [
    ("GB", 1_073_741_824),
    ("MB", 1_048_576),
    ("KB", 1_024),
    ("B", 1),
];

/// The units of durations in nanoseconds, the longest name first.
const DURATIONS: [(&str, f64); 5] = [
    ("ms", 1e6),
    ("us", 1e3),
    ("µs", 1e3),
    ("ns", 1.0),
    ("s", 1e9),
];

/// Reads a size: a number and one of `B`, `KB`, `MB`, `GB`. The error names the units.
pub(crate) fn bytes(text: &str) -> Result<u64, String> {
    let form = || "expected a number and a unit, `B`, `KB`, `MB` or `GB`".to_owned();
    let text = text.trim();
    let (digits, unit) = SIZES
        .iter()
        .find_map(|(unit, bytes)| Some((text.strip_suffix(unit)?, *bytes)))
        .ok_or_else(form)?;
    let number = number(digits).ok_or_else(form)?;
    // Sizes are far below 2^52, and a fraction of a byte does not count.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "see above"
    )]
    let bytes = (number * unit as f64).round() as u64;
    Ok(bytes)
}

/// Reads a duration: a number and one of `ns`, `us`, `ms`, `s`. The error names the units.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let form = || "expected a number and a unit, `us`, `ms` or `s`".to_owned();
    let text = text.trim();
    let (digits, unit) = DURATIONS
        .iter()
        .find_map(|(unit, nanos)| Some((text.strip_suffix(unit)?, *nanos)))
        .ok_or_else(form)?;
    let seconds = number(digits).ok_or_else(form)? * unit / 1e9;
    Duration::try_from_secs_f64(seconds).map_err(|_| form())
}

/// A number that is not negative, without a sign or an exponent.
fn number(text: &str) -> Option<f64> {
    let text = text.trim_end();
    let is_plain = text.starts_with(|c: char| c.is_ascii_digit())
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || c == '.' || c == '_');
    let number: f64 = text.replace('_', "").parse().ok().filter(|_| is_plain)?;
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::{bytes, duration};
    use std::time::Duration;

    #[test]
    fn sizes_have_the_units_of_aws() {
        assert_eq!(bytes("3MB"), Ok(3 * 1024 * 1024));
        assert_eq!(bytes("1.5 KB"), Ok(1_536));
        assert_eq!(bytes("1_000B"), Ok(1_000));
        for wrong in ["", "3", "MB", "-3MB", "3mb", "3 M", "1e3MB", "3MiB", "3ms"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn durations_have_a_unit() {
        assert_eq!(duration("50ms"), Ok(Duration::from_millis(50)));
        assert_eq!(duration("1.5s"), Ok(Duration::from_millis(1_500)));
        assert_eq!(duration("250us"), Ok(Duration::from_micros(250)));
        assert_eq!(duration("250 µs"), Ok(Duration::from_micros(250)));
        for wrong in [
            "", "50", "ms", "-50ms", "50MB", "5m", "1e3ms", "infs", "NaNms",
        ] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
