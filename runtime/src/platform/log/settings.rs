//! The settings of the logs, from environment variables.

use tracing::level_filters::LevelFilter;

use super::filter::{self, Filter, parse_level};

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    /// Lambda's plain text: time, request id, level and message, separated by tabs.
    Text,
    /// For people, at the terminal of the local Lambda.
    #[cfg(debug_assertions)]
    Terminal {
        colours: bool,
    },
}

/// A share, in billionths. Reading and writing a float would link the float code of the standard library.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SampleRate(u64);

impl SampleRate {
    const ONE: u64 = 1_000_000_000;
    #[cfg(feature = "otlp")]
    pub(super) const ALL: Self = Self(Self::ONE);
    #[cfg(feature = "otlp")]
    pub(super) const NONE: Self = Self(0);

    /// Reads `0`, `0.25`, `.5` or `1.0`. Digits after the ninth do not count.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) || (whole.is_empty() && fraction.is_empty())
        {
            return None;
        }
        let whole = if whole.is_empty() {
            0
        } else {
            whole.parse::<u64>().ok()?
        };
        let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
        let fraction = digits.fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
        let rate = whole.checked_mul(Self::ONE)?.checked_add(fraction)?;
        (rate <= Self::ONE).then_some(Self(rate))
    }

    /// Whether a random number is within the share.
    pub(super) fn samples(self, random: u64) -> bool {
        random % Self::ONE < self.0
    }

    /// Whether the sampler `traceidratio` samples a trace whose id ends with these 64 bits. Like the SDKs, it takes the upper 63 of them.
    #[cfg(feature = "otlp")]
    pub(super) fn covers(self, id: u64) -> bool {
        u128::from(id >> 1) * u128::from(Self::ONE) < u128::from(self.0) << 63
    }

    /// Returns the share as a JSON number.
    pub(super) fn json(self) -> String {
        let text = format!("{}.{:09}", self.0 / Self::ONE, self.0 % Self::ONE);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

/// The settings of the process. They are read in INIT.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) format: Format,
    pub(super) filter: Filter,
    /// The share of invocations that also log `DEBUG`. `None` is zero.
    pub(super) sample_rate: Option<SampleRate>,
    /// Whether every event is logged.
    pub(super) logs_events: bool,
    /// The faults of variables, each with the value that is used instead. Each is logged once.
    pub(super) faults: Vec<String>,
}

/// Returns the value of an environment variable.
pub(super) type Get<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Settings {
    pub(super) fn read(get: Get<'_>) -> Self {
        // An empty variable is treated as unset, as Powertools does.
        let get = |name: &str| get(name).filter(|value| !value.trim().is_empty());
        let mut faults = Vec::new();
        let filter = levels(&get, &mut faults);
        let sample_rate = get("POWERTOOLS_LOGGER_SAMPLE_RATE").and_then(|text| {
            let rate = SampleRate::parse(text.trim());
            if rate.is_none() {
                faults.push(format!(
                    "POWERTOOLS_LOGGER_SAMPLE_RATE must be a decimal number from 0 to 1; found `{text}`; no invocation is sampled"
                ));
            }
            rate.filter(|rate| rate.0 > 0)
        });
        Self {
            format: format(&get, &mut faults),
            filter,
            sample_rate,
            logs_events: get("POWERTOOLS_LOGGER_LOG_EVENT").is_some_and(|value| is_true(&value)),
            faults,
        }
    }
}

/// Reads a level.
fn level(get: Get<'_>, name: &str, faults: &mut Vec<String>) -> Option<LevelFilter> {
    let text = get(name)?;
    let level = parse_level(&text);
    if level.is_none() {
        faults.push(format!(
            "{name} must be TRACE, DEBUG, INFO, WARN, ERROR or FATAL; found `{text}`; the level is INFO"
        ));
    }
    Some(level.unwrap_or(LevelFilter::INFO))
}

/// `RUST_LOG` overrides `POWERTOOLS_LOG_LEVEL`. `AWS_LAMBDA_LOG_LEVEL` is the level alone, or the limit of the others.
fn levels(get: Get<'_>, faults: &mut Vec<String>) -> Filter {
    let mut filter = Filter::DEFAULT;
    let of_lambda = level(get, "AWS_LAMBDA_LOG_LEVEL", faults);
    let of_powertools = level(get, "POWERTOOLS_LOG_LEVEL", faults);
    filter.base = of_powertools.or(of_lambda).unwrap_or(LevelFilter::INFO);
    if let Some(directives) = get("RUST_LOG") {
        for directive in filter.read(&directives) {
            faults.push(format!(
                "RUST_LOG: expected a level, a target, or `target=level`; found `{directive}`, which is ignored"
            ));
        }
    }
    if let Some(most) = of_lambda {
        // Powertools says this too. Lambda discards such lines.
        if of_powertools.is_some_and(|level| level > most) {
            faults.push(format!(
                "POWERTOOLS_LOG_LEVEL is more verbose than AWS_LAMBDA_LOG_LEVEL, which the function's logging configuration sets; the level is {}",
                most.into_level().map_or("OFF", filter::name)
            ));
        }
        filter.most = most;
    }
    filter
}

fn format(get: Get<'_>, faults: &mut Vec<String>) -> Format {
    match get("AWS_LAMBDA_LOG_FORMAT") {
        Some(format) if format.eq_ignore_ascii_case("text") => Format::Text,
        Some(format) if format.eq_ignore_ascii_case("json") => Format::Json,
        Some(format) => {
            faults.push(format!(
                "AWS_LAMBDA_LOG_FORMAT must be JSON or Text; found `{format}`; the format is JSON"
            ));
            Format::Json
        }
        None => unset_format(get),
    }
}

/// The local Lambda sets the variable where its standard error is a terminal.
#[cfg(debug_assertions)]
fn unset_format(get: Get<'_>) -> Format {
    match get("GATEWRIGHT_TERMINAL") {
        // <https://no-color.org>
        Some(_) => Format::Terminal {
            colours: get("NO_COLOR").is_none(),
        },
        None => Format::Json,
    }
}

#[cfg(not(debug_assertions))]
fn unset_format(_: Get<'_>) -> Format {
    Format::Json
}

/// Reads a switch as Powertools for Python does.
fn is_true(value: &str) -> bool {
    let value = value.trim();
    ["1", "y", "yes", "t", "true", "on"]
        .iter()
        .any(|word| word.eq_ignore_ascii_case(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(variables: &[(&str, &str)]) -> Settings {
        Settings::read(&|name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    /// The rows are the combinations of Powertools' documentation, "AWS Lambda Advanced Logging Controls", and those with `RUST_LOG`:
    /// <https://docs.powertools.aws.dev/lambda/python/latest/core/logger/#aws-lambda-advanced-logging-controls-alc>
    #[test]
    fn level_follows_lambda_powertools_and_rust_log() {
        const A: &str = "AWS_LAMBDA_LOG_LEVEL";
        const P: &str = "POWERTOOLS_LOG_LEVEL";
        const R: &str = "RUST_LOG";
        for (variables, level, faults) in [
            (&[][..], LevelFilter::INFO, 0),
            (&[(A, "DEBUG")], LevelFilter::DEBUG, 0),
            (&[(A, "FATAL")], LevelFilter::OFF, 0),
            (&[(P, "DEBUG")], LevelFilter::DEBUG, 0),
            (&[(P, "WARNING")], LevelFilter::WARN, 0),
            (&[(P, "critical")], LevelFilter::OFF, 0),
            (&[(A, "WARN"), (P, "DEBUG")], LevelFilter::WARN, 1),
            (&[(A, "DEBUG"), (P, "ERROR")], LevelFilter::ERROR, 0),
            (&[(A, "INFO"), (P, "INFO")], LevelFilter::INFO, 0),
            (&[(R, "debug")], LevelFilter::DEBUG, 0),
            (&[(R, "debug"), (P, "ERROR")], LevelFilter::DEBUG, 0),
            (&[(R, "trace"), (A, "INFO")], LevelFilter::INFO, 0),
            (&[(R, "error"), (A, "INFO")], LevelFilter::ERROR, 0),
            (&[(A, "LOUD")], LevelFilter::INFO, 1),
            (&[(P, "LOUD")], LevelFilter::INFO, 1),
            (&[(R, "a=loud")], LevelFilter::INFO, 1),
            (&[(A, ""), (P, ""), (R, "")], LevelFilter::INFO, 0),
        ] {
            let settings = settings(variables);
            assert_eq!(settings.filter.max(false), level, "{variables:?}");
            assert_eq!(settings.faults.len(), faults, "{variables:?}");
        }
    }

    #[test]
    fn format_is_json_unless_lambda_says_text() {
        for (format, expected, faults) in [
            (None, Format::Json, 0),
            (Some("JSON"), Format::Json, 0),
            (Some("Text"), Format::Text, 0),
            (Some("XML"), Format::Json, 1),
        ] {
            let variables: Vec<_> = format
                .iter()
                .map(|format| ("AWS_LAMBDA_LOG_FORMAT", *format))
                .collect();
            let settings = settings(&variables);
            assert_eq!(
                (settings.format, settings.faults.len()),
                (expected, faults),
                "{format:?}"
            );
        }
    }

    #[test]
    fn sample_rate_outside_of_its_range_is_a_fault() {
        for (rate, expected, faults) in [
            ("0.1", Some("0.1"), 0),
            ("1", Some("1"), 0),
            ("1.0", Some("1"), 0),
            (".25", Some("0.25"), 0),
            ("0", None, 0),
            ("1.1", None, 1),
            ("many", None, 1),
            (".", None, 1),
            ("-1", None, 1),
        ] {
            let settings = settings(&[("POWERTOOLS_LOGGER_SAMPLE_RATE", rate)]);
            let json = settings.sample_rate.map(SampleRate::json);
            assert_eq!(json.as_deref(), expected, "{rate}");
            assert_eq!(settings.faults.len(), faults, "{rate}");
        }
    }

    #[test]
    fn events_are_logged_on_request_only() {
        for (value, logs) in [("true", true), ("1", true), ("false", false), ("", false)] {
            let settings = settings(&[("POWERTOOLS_LOGGER_LOG_EVENT", value)]);
            assert_eq!(settings.logs_events, logs, "{value}");
        }
    }
}
