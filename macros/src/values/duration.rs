//! Durations: `"500ms"`, `"29s"`, `"5m"`; for long periods also `"24h"`, `"30d"`.

use darling::FromMeta;
use gatewright_discipline::Rule;
use gatewright_tables::limits;
use proc_macro2::{Span, TokenStream};
use syn::{Lit, LitInt, Meta};

use super::{literal, value_tokens};
use crate::report::Message;

/// `timeout = "29s"`, in milliseconds: whole seconds. Only concurrent mode has more than 30 minutes, which is checked where the mode
/// is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeout {
    /// Milliseconds.
    pub(crate) ms: u64,
    /// Its position.
    pub(crate) at: Span,
}

/// `guard = "500ms"`, in milliseconds; not 0. Elsewhere it is compared with the timeout.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    /// Milliseconds.
    pub(crate) ms: u64,
    /// As written.
    pub(crate) tokens: TokenStream,
}

/// `rest_api(max = "60s")`, in milliseconds: the integration timeout of a REST API, which is 29 s unless AWS raises the quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RestMax(pub(crate) u64);

/// `ttl = "5m"`, in milliseconds; not 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ttl(pub(crate) u64);

/// `budget = "800ms"`, in milliseconds; not 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Budget(pub(crate) u64);

/// `ttl = "24h"` of a key in a store, in milliseconds; at least a second, the resolution of stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Keep(pub(crate) u64);

/// `max_age = "1h"` of a CORS policy, in milliseconds: whole seconds, up to a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CorsMaxAge(pub(crate) u64);

/// `max_age = "1h"` of assets, in milliseconds: whole seconds, up to a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AssetMaxAge(pub(crate) u64);

const SECOND: u64 = 1_000;
const HOUR: u64 = 60 * 60 * SECOND;
const DAY: u64 = 24 * HOUR;

/// The units that a duration can have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Units {
    /// For periods within an invocation or the life of an environment.
    Short,
    /// For longer periods.
    Long,
}

impl Units {
    fn shown(self) -> &'static str {
        match self {
            Self::Short => "`ms`, `s` or `m`",
            Self::Long => "`ms`, `s`, `m`, `h` or `d`",
        }
    }
}
const MIN_TIMEOUT: u64 = limits::TIMEOUT_MIN_S * SECOND;
const MAX_TIMEOUT: u64 = limits::TIMEOUT_MAX_MANAGED_S * SECOND;

/// The range of the timeout, for messages. A test compares it with the table of limits.
pub(crate) const TIMEOUT_RANGE: &str = "Lambda accepts a timeout of 1 second to 30 minutes, in whole seconds, and up to 90 minutes on Managed Instances (concurrent mode); older AWS documents and cfn-lint still say 15 minutes";

impl RestMax {
    /// The integration timeout without a raised quota.
    pub(crate) const DEFAULT: Self = Self(limits::REST_API_S * SECOND);

    /// The maximum for a REST API that streams, without a raised quota.
    pub(crate) const STREAMING: Self = Self(limits::REST_API_STREAMING_S * SECOND);
}

impl FromMeta for RestMax {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match milliseconds("max", "60s", item)? {
            ms if !(SECOND..=Self::STREAMING.0).contains(&ms) || ms % SECOND != 0 => Err(Message::new(format!(
                "`max` must be 1s to 15m in whole seconds, not {}",
                spell(ms)
            ))
            .help("rest_api(max = \"60s\")")
            .note("this is the integration timeout of the REST API; above 29s, AWS has to raise the quota")
            .in_option(value_tokens(item))),
            ms => Ok(Self(ms)),
        }
    }
}

impl FromMeta for Timeout {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        let ms = milliseconds("timeout", "29s", item)?;
        let longest = limits::TIMEOUT_MAX_S * SECOND;
        let out_of_range = |ms| {
            format!(
                "`timeout` must be {} to {}, or to {} in concurrent mode, not {}",
                spell(MIN_TIMEOUT),
                spell(longest),
                spell(MAX_TIMEOUT),
                spell(ms)
            )
        };
        let refuse = |headline: String, help: &str| {
            Err(Message::new(headline)
                .help(help)
                .rule(Rule::Timeout, TIMEOUT_RANGE)
                .in_option(value_tokens(item)))
        };
        if ms > MAX_TIMEOUT {
            return refuse(
                out_of_range(ms),
                &format!("timeout = \"{}\"", spell(longest)),
            );
        }
        if ms < MIN_TIMEOUT {
            return refuse(
                out_of_range(ms),
                &format!("timeout = \"{}\"", spell(MIN_TIMEOUT)),
            );
        }
        if ms % SECOND != 0 {
            return refuse(
                format!("`timeout` must be in whole seconds, not {}", spell(ms)),
                &format!("timeout = \"{}s\"", ms.div_ceil(SECOND)),
            );
        }
        let at = literal(item).map_or_else(Span::call_site, Lit::span);
        Ok(Self { ms, at })
    }
}

impl FromMeta for Guard {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match milliseconds("guard", "500ms", item)? {
            0 => Err(Message::new("`guard` must be longer than 0")
                .help("guard = \"500ms\"")
                .note(
                    "it is the time before the deadline at which the guard answers for the handler",
                )
                .in_option(value_tokens(item))),
            ms => Ok(Self {
                ms,
                tokens: value_tokens(item),
            }),
        }
    }
}

impl FromMeta for Ttl {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match milliseconds("ttl", "5m", item)? {
            0 => Err(Message::new("`ttl` must be longer than 0")
                .help("ttl = \"5m\"")
                .note("a request that finds the value older than this refreshes it; without `ttl` the value is kept")
                .in_option(value_tokens(item))),
            ms => Ok(Self(ms)),
        }
    }
}

impl FromMeta for Keep {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match read("ttl", "24h", Units::Long, item)? {
            ms if ms < SECOND => Err(Message::new("`ttl` must be at least 1s")
                .help("ttl = \"24h\"")
                .note("a key and its reply are kept this long; choose longer than the event can be sent again")
                .in_option(value_tokens(item))),
            ms => Ok(Self(ms)),
        }
    }
}

impl FromMeta for CorsMaxAge {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        const NOTE: &str = "Firefox keeps the reply to a preflight request for at most a day, and Chromium for 2 hours";
        match read("max_age", "1h", Units::Long, item)? {
            ms if ms > DAY => Err(Message::new("`max_age` must be at most 24h")
                .help("max_age = \"2h\"")
                .note(NOTE)
                .in_option(value_tokens(item))),
            ms if ms % SECOND != 0 => Err(Message::new(format!(
                "`max_age` must be in whole seconds, not {}",
                spell(ms)
            ))
            .help(format!("max_age = \"{}s\"", ms.div_ceil(SECOND)))
            .in_option(value_tokens(item))),
            ms => Ok(Self(ms)),
        }
    }
}

impl FromMeta for AssetMaxAge {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match read("max_age", "1h", Units::Long, item)? {
            ms if ms > 365 * DAY => Err(Message::new("`max_age` must be at most 365d")
                .help("max_age = \"365d\"")
                .note("RFC 2616, section 14.21, allows a year at most")
                .in_option(value_tokens(item))),
            ms if ms % SECOND != 0 => Err(Message::new(format!(
                "`max_age` must be in whole seconds, not {}",
                spell(ms)
            ))
            .help(format!("max_age = \"{}s\"", ms.div_ceil(SECOND)))
            .in_option(value_tokens(item))),
            ms => Ok(Self(ms)),
        }
    }
}

impl FromMeta for Budget {
    fn from_meta(item: &Meta) -> darling::Result<Self> {
        match milliseconds("budget", "800ms", item)? {
            0 => Err(Message::new("`budget` must be longer than 0")
                .help("budget = \"800ms\"")
                .note("an `init` that takes longer than this is reported in the log")
                .in_option(value_tokens(item))),
            ms => Ok(Self(ms)),
        }
    }
}

/// Formats a duration in the largest exact unit: `29s`, `500ms` or `5m`.
pub(crate) fn spell(ms: u64) -> String {
    match ms {
        0 => "0s".to_owned(),
        ms if ms % (60 * SECOND) == 0 => format!("{}m", ms / (60 * SECOND)),
        ms if ms % SECOND == 0 => format!("{}s", ms / SECOND),
        ms => format!("{ms}ms"),
    }
}

fn milliseconds(name: &str, example: &str, item: &Meta) -> darling::Result<u64> {
    read(name, example, Units::Short, item)
}

fn read(name: &str, example: &str, units: Units, item: &Meta) -> darling::Result<u64> {
    let wrong = |help: &str| {
        let shown = units.shown();
        Message::new(format!(
            "`{name}` must be a duration in quotes, with {shown}"
        ))
        .help(format!("{name} = \"{help}\""))
        .in_option(value_tokens(item))
    };
    match literal(item) {
        Some(Lit::Str(text)) => parse(&text.value(), units)
            .map_err(|meant| wrong(&meant.unwrap_or_else(|| example.to_owned()))),
        Some(Lit::Int(number)) => Err(wrong(&of_bare_number(name, number, units))),
        _ => Err(wrong(example)),
    }
}

/// The likely meaning of `timeout = 29`, `timeout = 29s` or `guard = 500`.
fn of_bare_number(name: &str, number: &LitInt, units: Units) -> String {
    let unit = match (number.suffix(), name) {
        ("", "guard") => "ms",
        ("", _) => "s",
        (suffix, _) => suffix,
    };
    let text = format!("{}{unit}", number.base10_digits());
    match parse(&text, units) {
        Ok(_) => text,
        Err(Some(meant)) => meant,
        Err(None) => format!("{}s", number.base10_digits()),
    }
}

/// Parses a duration. The error is how it should be written, if that can be guessed.
fn parse(text: &str, units: Units) -> Result<u64, Option<String>> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let Ok(number) = number.parse::<u64>() else {
        return Err(None);
    };
    let factor = match unit {
        "ms" => 1,
        "s" => SECOND,
        "m" => 60 * SECOND,
        "h" if units == Units::Long => HOUR,
        "d" if units == Units::Long => DAY,
        other => {
            return Err(correct_unit(other, units)
                .map(|(factor, unit)| format!("{}{unit}", number.saturating_mul(factor))));
        }
    };
    number.checked_mul(factor).ok_or(None)
}

/// The factor and unit that a common spelling means.
fn correct_unit(unit: &str, units: Units) -> Option<(u64, &'static str)> {
    let is_long = units == Units::Long;
    Some(match unit.trim().to_lowercase().as_str() {
        "ms" | "msec" | "msecs" | "millis" | "millisecond" | "milliseconds" => (1, "ms"),
        "" | "s" | "sec" | "secs" | "second" | "seconds" => (1, "s"),
        "m" | "min" | "mins" | "minute" | "minutes" => (1, "m"),
        "h" | "hr" | "hrs" | "hour" | "hours" if is_long => (1, "h"),
        "h" | "hr" | "hrs" | "hour" | "hours" => (60, "m"),
        "d" | "day" | "days" if is_long => (1, "d"),
        "w" | "week" | "weeks" if is_long => (7, "d"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use gatewright_tables::limits;

    use super::{TIMEOUT_RANGE, Units, spell};

    #[test]
    fn message_names_the_limits_of_the_table() {
        let minutes = |seconds: u64| format!("{} minutes", seconds / 60);
        let longest = format!(
            "{} second to {}",
            limits::TIMEOUT_MIN_S,
            minutes(limits::TIMEOUT_MAX_S)
        );
        for part in [
            longest,
            minutes(limits::TIMEOUT_MAX_MANAGED_S),
            minutes(limits::TIMEOUT_MAX_FORMER_S),
        ] {
            assert!(TIMEOUT_RANGE.contains(&part), "{part}");
        }
    }

    fn parse(text: &str) -> Result<u64, Option<String>> {
        super::parse(text, Units::Short)
    }

    #[test]
    fn each_unit_is_parsed() {
        assert_eq!(parse("500ms"), Ok(500));
        assert_eq!(parse("29s"), Ok(29_000));
        assert_eq!(parse("5m"), Ok(300_000));
    }

    #[test]
    fn other_spellings_are_refused_with_a_suggestion() {
        let meant = |text| parse(text).expect_err("refused").expect("guessed");
        assert_eq!(meant("29"), "29s");
        assert_eq!(meant("29 s"), "29s");
        assert_eq!(meant("5min"), "5m");
        assert_eq!(meant("2 hours"), "120m");
        assert_eq!(meant("500 Milliseconds"), "500ms");
    }

    #[test]
    fn long_periods_have_hours_and_days() {
        let parse = |text| super::parse(text, Units::Long);
        assert_eq!(parse("24h"), Ok(86_400_000));
        assert_eq!(parse("30d"), Ok(2_592_000_000));
        assert_eq!(parse("90s"), Ok(90_000));
        assert_eq!(parse("2 hours"), Err(Some("2h".to_owned())));
        assert_eq!(parse("1 week"), Err(Some("7d".to_owned())));
    }

    #[test]
    fn other_text_has_no_suggestion() {
        for text in [
            "",
            "s",
            "abc",
            "-5s",
            "1.5s",
            "99999999999999999999s",
            "18446744073709551615m",
        ] {
            assert_eq!(parse(text), Err(None), "{text}");
        }
    }

    #[test]
    fn durations_are_formatted_in_the_largest_exact_unit() {
        assert_eq!(spell(900_000), "15m");
        assert_eq!(spell(29_000), "29s");
        assert_eq!(spell(1_500), "1500ms");
        assert_eq!(spell(0), "0s");
    }
}
