//! Which events are logged: a level, and levels for targets.

use tracing::level_filters::LevelFilter;
use tracing::{Level, Metadata};

/// Parses the name of a level, as Lambda, Powertools and `RUST_LOG` write it.
///
/// `tracing` has no level above `ERROR`, so `FATAL` and `CRITICAL` log nothing.
pub(super) fn parse_level(text: &str) -> Option<LevelFilter> {
    const LONGEST: usize = 8;

    let text = text.trim();
    let mut upper = [0; LONGEST];
    let upper = upper.get_mut(..text.len())?;
    upper.copy_from_slice(text.as_bytes());
    upper.make_ascii_uppercase();
    Some(match &*upper {
        b"TRACE" => LevelFilter::TRACE,
        b"DEBUG" => LevelFilter::DEBUG,
        b"INFO" => LevelFilter::INFO,
        b"WARN" | b"WARNING" => LevelFilter::WARN,
        b"ERROR" => LevelFilter::ERROR,
        b"FATAL" | b"CRITICAL" | b"SILENT" | b"OFF" => LevelFilter::OFF,
        _ => return None,
    })
}

/// The crates that serve the function. They log every step and the events at `DEBUG` and `TRACE`, so `RUST_LOG` must name them.
const BELOW: [&str; 2] = ["hyper_util", "lambda_runtime"];

/// The levels of a function.
#[derive(Debug, PartialEq)]
pub(super) struct Filter {
    /// The level of every target without a level of its own.
    pub(super) base: LevelFilter,
    /// Targets with a level, in the order of `RUST_LOG`.
    targets: Vec<(String, LevelFilter)>,
    /// The level of Lambda's configuration: Lambda discards the lines below it.
    pub(super) most: LevelFilter,
}

impl Filter {
    pub(super) const DEFAULT: Self = Self {
        base: LevelFilter::INFO,
        targets: Vec::new(),
        most: LevelFilter::TRACE,
    };

    /// Reads directives in the format of `RUST_LOG`: `warn,shop=debug,hyper=off`. Returns those that it does not understand.
    pub(super) fn read<'t>(&mut self, directives: &'t str) -> Vec<&'t str> {
        let mut unknown = Vec::new();
        for directive in directives.split(',').map(str::trim) {
            if directive.is_empty() {
                continue;
            }
            // Filters of spans and of their fields, `[span{field=value}]`, are not supported.
            let is_of_span = directive.contains(['[', '{']);
            match directive.split_once('=') {
                _ if is_of_span => unknown.push(directive),
                None => match parse_level(directive) {
                    Some(level) => self.base = level,
                    None => self
                        .targets
                        .push((directive.to_owned(), LevelFilter::TRACE)),
                },
                Some((target, level)) => match parse_level(level) {
                    Some(level) => self.targets.push((target.trim().to_owned(), level)),
                    None => unknown.push(directive),
                },
            }
        }
        unknown
    }

    /// Returns the level of a target, which is that of the longest directive with which it begins.
    fn level_of(&self, target: &str) -> (LevelFilter, bool) {
        let mut named: Option<&(String, LevelFilter)> = None;
        for candidate in &self.targets {
            // Of two directives for one target the last one counts.
            let is_longer = named.is_none_or(|named| candidate.0.len() >= named.0.len());
            if is_longer && target.starts_with(&*candidate.0) {
                named = Some(candidate);
            }
        }
        match named {
            Some((_, level)) => (*level, true),
            None if BELOW.iter().any(|name| target.starts_with(name)) => {
                (self.base.min(LevelFilter::INFO), true)
            }
            None => (self.base, false),
        }
    }

    /// Whether events of this kind are logged. A sampled invocation logs `DEBUG` wherever `RUST_LOG` does not say otherwise.
    pub(super) fn lets_pass(&self, metadata: &Metadata<'_>, is_sampled: bool) -> bool {
        self.allows(metadata.target(), *metadata.level(), is_sampled)
    }

    /// Whether a span of this kind is recorded in traces, which have no level of their own: spans are at `INFO` by default.
    #[cfg(feature = "otlp")]
    pub(super) fn traces(&self, metadata: &Metadata<'_>) -> bool {
        let (most, is_named) = self.level_of(metadata.target());
        metadata.is_span()
            && *metadata.level()
                <= if is_named {
                    most
                } else {
                    most.max(LevelFilter::INFO)
                }
    }

    pub(super) fn allows(&self, target: &str, level: Level, is_sampled: bool) -> bool {
        let (mut most, is_named) = self.level_of(target);
        if is_sampled && !is_named {
            most = most.max(LevelFilter::DEBUG);
        }
        level <= most.min(self.most)
    }

    /// The most verbose level that any event has.
    pub(super) fn max(&self, is_sampling: bool) -> LevelFilter {
        let sampled = if is_sampling {
            LevelFilter::DEBUG
        } else {
            LevelFilter::OFF
        };
        let targets = self.targets.iter().map(|(_, level)| *level);
        targets
            .chain([self.base, sampled])
            .max()
            .unwrap_or(LevelFilter::INFO)
            .min(self.most)
    }
}

/// Returns the name of a level as Lambda writes it.
pub(super) fn name(level: Level) -> &'static str {
    match level {
        Level::ERROR => "ERROR",
        Level::WARN => "WARN",
        Level::INFO => "INFO",
        Level::DEBUG => "DEBUG",
        Level::TRACE => "TRACE",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(directives: &str) -> (Filter, Vec<&str>) {
        let mut filter = Filter::DEFAULT;
        let unknown = filter.read(directives);
        (filter, unknown)
    }

    #[test]
    fn longest_directive_decides_about_a_target() {
        let (filter, unknown) = filter("warn, shop=debug,shop::prices=off,hyper=error");
        assert!(unknown.is_empty());
        for (target, level) in [
            ("shop", LevelFilter::DEBUG),
            ("shop::orders", LevelFilter::DEBUG),
            ("shop::prices::cache", LevelFilter::OFF),
            ("hyper", LevelFilter::ERROR),
            ("other", LevelFilter::WARN),
        ] {
            assert_eq!(filter.level_of(target).0, level, "{target}");
        }
        assert_eq!(filter.max(false), LevelFilter::DEBUG);
    }

    #[test]
    fn last_of_two_directives_for_a_target_wins() {
        assert_eq!(
            filter("shop=debug,shop=error").0.level_of("shop").0,
            LevelFilter::ERROR
        );
        assert_eq!(filter("error,debug").0.base, LevelFilter::DEBUG);
    }

    #[test]
    fn target_without_level_logs_everything() {
        assert_eq!(filter("shop").0.level_of("shop").0, LevelFilter::TRACE);
    }

    #[test]
    fn crates_below_are_verbose_only_by_name() {
        for (directives, level) in [
            ("trace", LevelFilter::INFO),
            ("error", LevelFilter::ERROR),
            ("error,hyper_util=trace", LevelFilter::TRACE),
            ("hyper=debug", LevelFilter::DEBUG),
        ] {
            let found = filter(directives).0.level_of("hyper_util::client").0;
            assert_eq!(found, level, "{directives}");
        }
    }

    #[test]
    fn directives_that_are_not_understood_are_returned() {
        let (filter, unknown) = filter("shop=loud,[order{id=1}]=debug,info");
        assert_eq!(unknown, ["shop=loud", "[order{id=1}]=debug"]);
        assert_eq!(filter.max(false), LevelFilter::INFO);
    }

    #[test]
    fn level_of_lambda_limits_every_other_level() {
        let (mut filter, _) = filter("trace,shop=debug");
        filter.most = LevelFilter::WARN;
        assert_eq!(filter.max(true), LevelFilter::WARN);
    }
}
