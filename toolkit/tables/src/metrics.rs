//! Names and units of CloudWatch's metrics.

use crate::limits;

/// The units of CloudWatch, with the name of each in `metric!`: the enum `StandardUnit` of its API.
pub const UNITS: [(&str, &str); 27] = [
    ("Count", "Count"),
    ("Seconds", "Seconds"),
    ("Milliseconds", "Milliseconds"),
    ("Microseconds", "Microseconds"),
    ("Bytes", "Bytes"),
    ("Kilobytes", "Kilobytes"),
    ("Megabytes", "Megabytes"),
    ("Gigabytes", "Gigabytes"),
    ("Terabytes", "Terabytes"),
    ("Bits", "Bits"),
    ("Kilobits", "Kilobits"),
    ("Megabits", "Megabits"),
    ("Gigabits", "Gigabits"),
    ("Terabits", "Terabits"),
    ("Percent", "Percent"),
    ("BytesPerSecond", "Bytes/Second"),
    ("KilobytesPerSecond", "Kilobytes/Second"),
    ("MegabytesPerSecond", "Megabytes/Second"),
    ("GigabytesPerSecond", "Gigabytes/Second"),
    ("TerabytesPerSecond", "Terabytes/Second"),
    ("BitsPerSecond", "Bits/Second"),
    ("KilobitsPerSecond", "Kilobits/Second"),
    ("MegabitsPerSecond", "Megabits/Second"),
    ("GigabitsPerSecond", "Gigabits/Second"),
    ("TerabitsPerSecond", "Terabits/Second"),
    ("CountPerSecond", "Count/Second"),
    ("None", "None"),
];

/// The members of an invocation's record, which a metric or a dimension cannot have as its name. `service` is not among them: a dimension
/// of that name replaces the default one, as in Powertools.
pub const RESERVED: [&str; 21] = [
    "_aws",
    "level",
    "timestamp",
    "message",
    "function_name",
    "function_request_id",
    "function_memory_size",
    "handler",
    "outcome",
    "error_type",
    "status",
    "cold_start",
    "init_ms",
    "duration_ms",
    "remaining_ms",
    "memory_mb",
    "estimated_cost_usd",
    "guard_fired",
    "batch_item_failures",
    "modules",
    "module",
];

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// It is empty, or white space alone.
    Empty,
    /// It has more characters than this.
    TooLong(usize),
    /// It has this character, which is not allowed.
    Character(char),
    /// It starts with `:`.
    Colon,
    /// It starts with `AWS/`, which is for AWS.
    OfAws,
}

/// Checks the name of a metric: printable ASCII.
#[must_use]
pub fn metric_name(name: &str) -> Option<NameFault> {
    checked(name, limits::METRIC_NAME_CHARS, is_printable)
}

/// Checks the name of a dimension: printable ASCII that does not start with a colon (API of CloudWatch, `DimensionName`).
#[must_use]
pub fn dimension_name(name: &str) -> Option<NameFault> {
    let fault = checked(name, limits::DIMENSION_NAME_CHARS, is_printable);
    fault.or_else(|| name.starts_with(':').then_some(NameFault::Colon))
}

/// Checks a namespace: letters, digits, and `.-_/#:` or a space, without a colon at the start
/// (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Namespace>).
#[must_use]
pub fn namespace(name: &str) -> Option<NameFault> {
    let fault = checked(name, limits::METRIC_NAMESPACE_CHARS, is_of_namespace);
    if fault.is_some() {
        fault
    } else if name.starts_with(':') {
        Some(NameFault::Colon)
    } else if name.starts_with("AWS/") {
        Some(NameFault::OfAws)
    } else {
        None
    }
}

fn checked(name: &str, most: usize, fits: fn(char) -> bool) -> Option<NameFault> {
    if name.trim().is_empty() {
        return Some(NameFault::Empty);
    }
    match name.chars().find(|c| !fits(*c)) {
        Some(wrong) => Some(NameFault::Character(wrong)),
        None if name.len() > most => Some(NameFault::TooLong(most)),
        None => None,
    }
}

/// Whether the names of metrics and dimensions, and the values of dimensions, may have the character.
#[must_use]
pub fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~')
}

/// Whether a namespace may have the character.
#[must_use]
pub fn is_of_namespace(c: char) -> bool {
    c.is_ascii_alphanumeric() || ".-_/#: ".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_rules_of_cloudwatch() {
        for (fault, expected) in [
            (metric_name("OrdersPlaced"), None),
            (metric_name("orders placed / s"), None),
            (metric_name(""), Some(NameFault::Empty)),
            (metric_name("  "), Some(NameFault::Empty)),
            (metric_name("größe"), Some(NameFault::Character('ö'))),
            (metric_name("a\nb"), Some(NameFault::Character('\n'))),
            (dimension_name("tenant.id"), None),
            (dimension_name(":tenant"), Some(NameFault::Colon)),
            (namespace("Shop/Orders #1: a-b_c.d"), None),
            (namespace("AWS/Lambda"), Some(NameFault::OfAws)),
            (namespace(":Shop"), Some(NameFault::Colon)),
            (namespace("Shop&Co"), Some(NameFault::Character('&'))),
        ] {
            assert_eq!(fault, expected);
        }
    }
}
