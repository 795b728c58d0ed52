//! Metrics in CloudWatch's embedded metric format, and the record of an invocation.
//!
//! An invocation collects its metrics, and writes them with its record before its reply is posted. A metric outside of an
//! invocation is written at once, and so is every metric of a function without `record` and `metrics`.

mod collector;
mod constants;
mod cost;
mod document;
mod memory;
mod record;
mod value;

use std::fmt::{Display, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

use gatewright_tables::{limits, metrics};

#[cfg(feature = "concurrent")]
pub(crate) use self::collector::collecting;
pub(crate) use self::collector::{Ended, Recorder};
pub use self::constants::Recording;
pub(crate) use self::constants::set as set_recording;
pub(crate) use self::record::{Counter, initialised};
pub use self::value::{MetricNumber, MetricTime, metric_number, metric_time};
use super::log;

/// A metric as `metric!` names it. The macro has checked the names.
#[derive(Debug)]
pub struct MetricKey {
    /// The metric's name.
    pub name: &'static str,
    /// The unit as CloudWatch spells it.
    pub unit: &'static str,
    /// Whether CloudWatch keeps the values of each second.
    pub is_high_resolution: bool,
    /// The names of the dimensions.
    pub dimensions: &'static [&'static str],
}

/// The invocation of a function with one invocation at a time. In concurrent mode, it collects nothing.
pub(crate) static SINGLE: Recorder = Recorder::new();

/// Adds a value. The body of `metric!`.
pub fn metric(key: &'static MetricKey, value: f64, dimensions: &[&dyn Display]) {
    if !is_valid(value) {
        return lost(
            &IS_VALUE_SAID,
            &format!(
                "the metric `{}` lost a value that CloudWatch does not take: expected a finite number from -2^360 to 2^360; found {value}",
                key.name
            ),
        );
    }
    // The user's code runs before anything is locked.
    let mut members = Vec::with_capacity(32 * dimensions.len());
    let mut text = String::new();
    let mut left_out = 0_u32;
    for (index, (name, value)) in key.dimensions.iter().zip(dimensions).enumerate() {
        text.clear();
        // A type whose `Display` fails keeps what it has written.
        let _ = write!(text, "{value}");
        if text.trim().is_empty() {
            left_out |= 1 << index;
            lost(
                &IS_DIMENSION_SAID,
                &format!(
                    "the dimension `{name}` of the metric `{}` is left out: its value must not be empty",
                    key.name
                ),
            );
            continue;
        }
        sanitise(&mut text);
        document::member(&mut members, name, |out| document::quote(out, &text));
    }
    let added = collector::Added {
        key,
        value,
        members,
        left_out,
    };
    #[cfg(feature = "concurrent")]
    let added = match collector::with_current(added) {
        Ok(()) => return,
        Err(added) => added,
    };
    SINGLE.add(added);
}

/// CloudWatch takes values from -2^360 to 2^360 (API, `MetricDatum`).
fn is_valid(value: f64) -> bool {
    // 1023 is the bias of the exponent: 2^360.
    const MOST: f64 = f64::from_bits((1_023 + 360) << 52);
    value.abs() <= MOST
}

/// CloudWatch takes printable ASCII.
fn sanitise(text: &mut String) {
    let wrong = |c: char| !metrics::is_printable(c);
    if text.contains(wrong) {
        *text = text.replace(wrong, "?");
    }
    text.truncate(limits::DIMENSION_VALUE_CHARS);
}

static IS_VALUE_SAID: AtomicBool = AtomicBool::new(false);
static IS_DIMENSION_SAID: AtomicBool = AtomicBool::new(false);

/// Says once that something is lost.
#[cold]
fn lost(is_said: &AtomicBool, message: &str) {
    if !is_said.swap(true, Ordering::Relaxed) {
        log::warning(message);
    }
}
