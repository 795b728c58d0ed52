//! The values of metrics.

use std::time::Duration;

/// A number that can be the value of a metric: every integer and float of the language.
#[diagnostic::on_unimplemented(
    message = "the value of a metric must be a number, not `{Self}`",
    label = "this is a `{Self}`",
    note = "integers and floats are numbers; a `Duration` needs a unit of time, such as `Milliseconds`"
)]
pub trait MetricNumber {
    /// Converts to the type that CloudWatch stores.
    fn into_number(self) -> f64;
}

/// The value of a metric with a unit of time: a [`Duration`](std::time::Duration), or a number in that unit.
#[diagnostic::on_unimplemented(
    message = "the value of a metric with a unit of time must be a `Duration` or a number, not `{Self}`",
    label = "this is a `{Self}`",
    note = "a number is in the unit of the metric; `.elapsed()` of an `Instant` is a `Duration`"
)]
pub trait MetricTime {
    /// Converts to the unit of which a second has so many.
    fn into_time(self, in_a_second: f64) -> f64;
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl MetricNumber for $number {
            #[allow(clippy::cast_lossless, clippy::cast_precision_loss, reason = "CloudWatch stores floats")]
            fn into_number(self) -> f64 {
                self as f64
            }
        }

        impl MetricTime for $number {
            fn into_time(self, _: f64) -> f64 {
                self.into_number()
            }
        }

        // One for all references would report a wrong type twice.
        impl MetricNumber for &$number {
            fn into_number(self) -> f64 {
                (*self).into_number()
            }
        }

        impl MetricTime for &$number {
            fn into_time(self, _: f64) -> f64 {
                (*self).into_number()
            }
        }
    )*};
}

numbers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64);

impl MetricTime for Duration {
    fn into_time(self, in_a_second: f64) -> f64 {
        self.as_secs_f64() * in_a_second
    }
}

impl MetricTime for &Duration {
    fn into_time(self, in_a_second: f64) -> f64 {
        (*self).into_time(in_a_second)
    }
}

/// Converts a value. A function, so that a wrong type is reported at the value.
pub fn metric_number(value: impl MetricNumber) -> f64 {
    value.into_number()
}

/// Converts a value with a unit of time, of which a second has so many.
pub fn metric_time(value: impl MetricTime, in_a_second: f64) -> f64 {
    value.into_time(in_a_second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duration_is_converted_and_number_is_in_the_unit() {
        let duration = Duration::from_millis(1_500);
        let (by_reference, number) = (&duration, &3_u8);
        for (value, expected) in [
            (metric_time(duration, 1.0), 1.5),
            (metric_time(duration, 1e3), 1_500.0),
            (metric_time(by_reference, 1e6), 1_500_000.0),
            (metric_time(7, 1e3), 7.0),
            (metric_number(number), 3.0),
            (metric_number(u64::MAX), 18_446_744_073_709_551_615.0),
        ] {
            assert!((value - expected).abs() < 1e-9, "{value} {expected}");
        }
    }
}
