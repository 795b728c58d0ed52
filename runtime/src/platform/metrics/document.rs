//! The text of a document.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use std::time::Duration;

use super::collector::Set;
use super::constants::{Constants, namespace};

/// Writes a JSON string.
pub(super) fn quote(out: &mut Vec<u8>, text: &str) {
    // A string always serialises.
    let _ = serde_json::to_writer(out, text);
}

/// Writes a member, with a comma before it.
pub(super) fn member(out: &mut Vec<u8>, name: &str, value: impl FnOnce(&mut Vec<u8>)) {
    out.push(b',');
    quote(out, name);
    out.push(b':');
    value(out);
}

/// Writes a whole number.
pub(super) fn whole(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        // A digit.
        #[allow(clippy::cast_possible_truncation)]
        {
            digits[at] = b'0' + (number % 10) as u8;
        }
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

/// Writes a fraction of `whole`, a power of ten, as a decimal number without zeros at its end. Numbers of the record are made this way,
/// because the code for floats would be the largest part of it.
pub(super) fn decimal(out: &mut Vec<u8>, number: u64, one: u64) {
    whole(out, number / one);
    let mut fraction = number % one;
    if fraction == 0 {
        return;
    }
    out.push(b'.');
    let mut place = one / 10;
    while fraction > 0 {
        // A digit.
        #[allow(clippy::cast_possible_truncation)]
        out.push(b'0' + (fraction / place) as u8);
        fraction %= place;
        place /= 10;
    }
}

/// Writes milliseconds, to the microsecond.
pub(super) fn milliseconds(out: &mut Vec<u8>, duration: Duration) {
    let us = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
    decimal(out, us, 1_000);
}

/// Writes a value as JSON. A whole number has no fraction, as in Python's and JavaScript's JSON of an integer.
fn float(out: &mut Vec<u8>, value: f64) {
    // Up to 2^53, whole numbers are exact.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.trunc().to_bits() == value.to_bits() && (0.0..=EXACT).contains(&value) {
        // Checked above.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        whole(out, value as u64);
    } else {
        // A finite number always serialises.
        let _ = serde_json::to_writer(out, &value);
    }
}

/// Writes `_aws` up to the metrics: `{"_aws":{…,"Metrics":[`. `service` is whether it is a dimension too.
pub(super) fn head(out: &mut Vec<u8>, now: Duration, dimensions: impl FnOnce(&mut Vec<u8>)) {
    out.extend_from_slice(br#"{"_aws":{"Timestamp":"#);
    whole(out, u64::try_from(now.as_millis()).unwrap_or(u64::MAX));
    out.extend_from_slice(br#","CloudWatchMetrics":[{"Namespace":"#);
    out.extend_from_slice(namespace());
    out.extend_from_slice(br#","Dimensions":[["#);
    dimensions(out);
    out.extend_from_slice(br#"]],"Metrics":["#);
}

/// The end of the metrics, and of `_aws`.
pub(super) const AFTER_METRICS: &[u8] = b"]}]}";

/// Writes the definition of a metric.
pub(super) fn definition(out: &mut Vec<u8>, name: &str, unit: &str, is_high_resolution: bool) {
    out.extend_from_slice(br#"{"Name":"#);
    quote(out, name);
    out.extend_from_slice(br#","Unit":""#);
    out.extend_from_slice(unit.as_bytes());
    out.extend_from_slice(if is_high_resolution {
        br#"","StorageResolution":1}"#
    } else {
        br#""}"#
    });
}

/// Writes the document of metrics that share their dimensions, with its newline.
pub(super) fn write(
    out: &mut Vec<u8>,
    set: &Set,
    request_id: &str,
    now: Duration,
    constants: &Constants,
) {
    let default = constants
        .service
        .as_deref()
        .filter(|_| !set.dimensions.contains(&"service"));
    head(out, now, |out| {
        let mut separator: &[u8] = b"";
        for (index, name) in set.dimensions.iter().enumerate() {
            if set.left_out & (1 << index) == 0 {
                out.extend_from_slice(separator);
                quote(out, name);
                separator = b",";
            }
        }
        if default.is_some() {
            out.extend_from_slice(separator);
            out.extend_from_slice(br#""service""#);
        }
    });
    for (index, series) in set.series.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        definition(
            out,
            series.key.name,
            series.key.unit,
            series.key.is_high_resolution,
        );
    }
    out.extend_from_slice(AFTER_METRICS);
    out.extend_from_slice(&set.members);
    if let Some(service) = default {
        out.extend_from_slice(br#","service":"#);
        out.extend_from_slice(service);
    }
    if !request_id.is_empty() {
        member(out, "function_request_id", |out| quote(out, request_id));
    }
    for series in &set.series {
        member(out, series.key.name, |out| match *series.values {
            [value] => float(out, value),
            ref values => {
                for (index, value) in values.iter().enumerate() {
                    out.push(if index == 0 { b'[' } else { b',' });
                    float(out, *value);
                }
                out.push(b']');
            }
        });
    }
    out.extend_from_slice(b"}\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_are_the_shortest_decimals() {
        for (number, one, expected) in [
            (0, 1_000, "0"),
            (7, 1_000, "0.007"),
            (1_500, 1_000, "1.5"),
            (29_000_000, 1_000, "29000"),
            (2_083, 10_000_000_000, "0.0000002083"),
        ] {
            assert_eq!(text(|out| decimal(out, number, one)), expected);
        }
        for value in [
            0.0,
            1.0,
            48.9,
            1e300,
            -3.0,
            0.1,
            9_007_199_254_740_992.0,
            1.8e19,
        ] {
            let json = text(|out| float(out, value));
            let parsed: f64 = serde_json::from_str(&json).unwrap();
            assert!(
                (parsed - value).abs() <= f64::EPSILON * value.abs(),
                "{json}"
            );
        }
        assert_eq!(text(|out| float(out, 1.0)), "1");
    }
}
