//! `[package.metadata.gatewright.budget]`: the limits of a function.

use crate::error::CliError;
use crate::size::grouped;
use crate::units;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// How alike an unknown key and a known one must be for a suggestion: 0 is unlike, 1 the same.
const SIMILAR: f64 = 0.75;

/// The name of the table in messages.
const TABLE: &str = "[package.metadata.gatewright.budget]";

/// What is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    ColdStart,
    P99,
    CostPerMillion,
    Size,
    Memory,
    Dependencies,
}

impl Key {
    pub(crate) const ALL: [Self; 6] = [
        Self::ColdStart,
        Self::P99,
        Self::CostPerMillion,
        Self::Size,
        Self::Memory,
        Self::Dependencies,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ColdStart => "cold_start",
            Self::P99 => "p99",
            Self::CostPerMillion => "cost_per_million",
            Self::Size => "size",
            Self::Memory => "memory",
            Self::Dependencies => "dependencies",
        }
    }

    /// The unit of figures in the JSON document.
    pub(crate) fn unit(self) -> &'static str {
        match self {
            Self::ColdStart | Self::P99 => "ms",
            Self::CostPerMillion => "USD",
            Self::Size | Self::Memory => "bytes",
            Self::Dependencies => "packages",
        }
    }

    /// Whether the function must run for the figure.
    pub(crate) fn needs_events(self) -> bool {
        !matches!(self, Self::Size | Self::Dependencies)
    }

    /// A figure with its unit, as people read it.
    pub(crate) fn shown(self, figure: f64) -> String {
        match self {
            Self::ColdStart | Self::P99 if figure.abs() < 10.0 => format!("{figure:.3} ms"),
            Self::ColdStart | Self::P99 => format!("{figure:.1} ms"),
            Self::CostPerMillion => format!("{figure:.4} USD"),
            Self::Size | Self::Memory => format!("{:.2} MB", figure / 1_048_576.0),
            Self::Dependencies => format!("{figure:.0}"),
        }
    }

    /// What a value must be, and an example.
    fn form(self) -> (&'static str, &'static str) {
        match self {
            Self::ColdStart => ("a duration in `us`, `ms` or `s`", "\"50ms\""),
            Self::P99 => ("a duration in `us`, `ms` or `s`", "\"20ms\""),
            Self::CostPerMillion => ("a number of US dollars", "0.35"),
            Self::Size => ("a size in `B`, `KB`, `MB` or `GB`", "\"3MB\""),
            Self::Memory => ("a size in `B`, `KB`, `MB` or `GB`", "\"64MB\""),
            Self::Dependencies => ("a number of packages", "60"),
        }
    }
}

/// A limit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Limit {
    pub(crate) key: Key,
    /// In the unit of the key.
    pub(crate) value: f64,
    /// The line of the manifest.
    pub(crate) line: usize,
}

/// The content of the table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Budget {
    /// In the order of [`Key::ALL`].
    pub(crate) limits: Vec<Limit>,
    /// The event files and directories, relative to the manifest's folder.
    pub(crate) events: Vec<PathBuf>,
}

impl Budget {
    /// Reads the table of a manifest. A manifest without the table has no limits.
    pub(crate) fn read(manifest: &Path, shown: &str) -> Result<Self, CliError> {
        let text = std::fs::read_to_string(manifest)
            .map_err(|error| CliError::new(format!("could not read `{shown}`: {error}")))?;
        Self::of(&text, shown)
    }

    pub(crate) fn limit(&self, key: Key) -> Option<&Limit> {
        self.limits.iter().find(|limit| limit.key == key)
    }

    fn of(text: &str, file: &str) -> Result<Self, CliError> {
        let source = Source { text, file };
        let parsed = DeTable::parse(text)
            .map_err(|error| CliError::new(format!("`{file}` is not valid TOML: {error}")))?;
        let mut value = None;
        let mut table = parsed.get_ref();
        for key in ["package", "metadata", "gatewright", "budget"] {
            value = table.get(key);
            match value.and_then(|value| value.get_ref().as_table()) {
                Some(next) => table = next,
                None => break,
            }
        }
        let mut budget = Self::default();
        let Some(value) = value else {
            return Ok(budget);
        };
        if value.get_ref().as_table().is_none() {
            let key = "package.metadata.gatewright.budget";
            return Err(source.error(
                value.span(),
                format!("`{key}` must be a table, found {}", source.of(value)),
                format!("write `{TABLE}`"),
            ));
        }
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            match Key::ALL.into_iter().find(|key| key.name() == name) {
                Some(found) => budget.limits.push(Limit {
                    key: found,
                    value: source.limit(found, value)?,
                    line: source.line(key.span().start),
                }),
                None if name == "events" => budget.events = source.events(value)?,
                None => return Err(source.unknown(name, key.span())),
            }
        }
        budget
            .limits
            .sort_by_key(|limit| Key::ALL.iter().position(|key| *key == limit.key));
        Ok(budget)
    }
}

/// The text of a manifest, for messages.
struct Source<'t> {
    text: &'t str,
    file: &'t str,
}

impl Source<'_> {
    fn line(&self, at: usize) -> usize {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        before.split(|byte| *byte == b'\n').count()
    }

    /// A value as it is written.
    fn of(&self, value: &Spanned<DeValue<'_>>) -> String {
        format!(
            "`{}`",
            self.text.get(value.span()).unwrap_or_default().trim()
        )
    }

    fn error(&self, at: Range<usize>, headline: String, help: String) -> CliError {
        CliError::new(headline)
            .help(help)
            .note(format!("{}:{}", self.file, self.line(at.start)))
    }

    fn limit(&self, key: Key, value: &Spanned<DeValue<'_>>) -> Result<f64, CliError> {
        let text = value.get_ref().as_str();
        // Counts of bytes and packages are far below 2^52.
        #[expect(clippy::cast_precision_loss, reason = "see above")]
        let read = match key {
            Key::ColdStart | Key::P99 => text
                .and_then(|text| units::duration(text).ok())
                .map(|duration| duration.as_secs_f64() * 1_000.0),
            Key::Size | Key::Memory => text
                .and_then(|text| units::bytes(text).ok())
                .map(|bytes| bytes as f64),
            Key::CostPerMillion => number(value.get_ref()),
            Key::Dependencies => number(value.get_ref()).filter(|number| number.fract() == 0.0),
        };
        let is_enough = |number: &f64| *number > 0.0 || key == Key::Dependencies && *number == 0.0;
        read.filter(is_enough).ok_or_else(|| {
            let (form, example) = key.form();
            let name = key.name();
            self.error(
                value.span(),
                format!(
                    "`{name}` in `{TABLE}` must be {form}, more than 0, found {}",
                    self.of(value)
                ),
                format!("write it as in `{name} = {example}`"),
            )
        })
    }

    fn events(&self, value: &Spanned<DeValue<'_>>) -> Result<Vec<PathBuf>, CliError> {
        let path = |one: &DeValue<'_>| {
            one.as_str()
                .filter(|path| !path.is_empty())
                .map(PathBuf::from)
        };
        let paths = match value.get_ref() {
            DeValue::Array(list) => list.iter().map(|one| path(one.get_ref())).collect(),
            one => path(one).map(|path| vec![path]),
        };
        paths.filter(|paths: &Vec<PathBuf>| !paths.is_empty()).ok_or_else(|| {
            self.error(
                value.span(),
                format!(
                    "`events` in `{TABLE}` must be a path or a list of paths, found {}",
                    self.of(value)
                ),
                "name event files or directories relative to this manifest: `events = \"events\"`".to_owned(),
            )
        })
    }

    fn unknown(&self, name: &str, at: Range<usize>) -> CliError {
        let keys: Vec<&str> = Key::ALL
            .iter()
            .map(|key| key.name())
            .chain(["events"])
            .collect();
        let nearest = keys
            .iter()
            .map(|known| (strsim::jaro_winkler(known, name), *known))
            .max_by(|one, other| one.0.total_cmp(&other.0));
        let help = match nearest {
            Some((similar, known)) if similar >= SIMILAR => format!("did you mean `{known}`?"),
            _ => {
                let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
                format!("the keys are {}", keys.join(", "))
            }
        };
        self.error(at, format!("`{TABLE}` has no key `{name}`"), help)
    }
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    let number: f64 = match value {
        DeValue::Integer(integer) => integer.as_str().replace('_', "").parse().ok()?,
        DeValue::Float(float) => float.as_str().replace('_', "").parse().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

/// A margin: what is left of a limit, in its unit and in per cent.
pub(crate) fn margin(limit: &Limit, figure: f64) -> (f64, f64) {
    let left = limit.value - figure;
    let whole = if limit.value > 0.0 { limit.value } else { 1.0 };
    (left, left / whole * 100.0)
}

/// A number of instructions or bytes in groups of three digits.
pub(crate) fn count(number: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts are whole and far below 2^52"
    )]
    let number = number.max(0.0).round() as u64;
    grouped(number)
}

#[cfg(test)]
mod tests {
    use super::{Budget, Key, Limit, margin};
    use std::path::PathBuf;

    fn of(table: &str) -> Result<Budget, String> {
        let text = format!(
            "[package]\nname = \"shop\"\n\n[package.metadata.gatewright.budget]\n{table}\n"
        );
        Budget::of(&text, "shop/Cargo.toml").map_err(|error| error.to_string())
    }

    #[test]
    fn limits_are_read_with_their_units_and_lines() {
        let budget = of(
            "dependencies = 60\np99 = \"20ms\"\ncold_start = '0.05s'\ncost_per_million = 0.35\nsize = \"3MB\"\nmemory = \"64 MB\"\nevents = [\"events\", \"more/one.json\"]",
        );
        let budget = budget.expect("a budget");
        let values: Vec<(&str, f64, usize)> = budget
            .limits
            .iter()
            .map(|limit| (limit.key.name(), limit.value, limit.line))
            .collect();
        assert_eq!(
            values,
            [
                ("cold_start", 50.0, 7),
                ("p99", 20.0, 6),
                ("cost_per_million", 0.35, 8),
                ("size", 3_145_728.0, 9),
                ("memory", 67_108_864.0, 10),
                ("dependencies", 60.0, 5),
            ]
        );
        let events = ["events", "more/one.json"].map(PathBuf::from);
        assert_eq!(budget.events, events);
    }

    #[test]
    fn manifest_without_the_table_has_no_limits() {
        for text in [
            "",
            "[package]\nname = \"shop\"\n",
            "[package.metadata.gatewright]\nbanned = []\n",
        ] {
            assert_eq!(Budget::of(text, "Cargo.toml"), Ok(Budget::default()));
        }
        assert_eq!(of(""), Ok(Budget::default()));
    }

    #[test]
    fn wrong_values_name_key_form_and_line() {
        for (line, must, found) in [
            (
                "p99 = \"20MB\"",
                "a duration in `us`, `ms` or `s`",
                "`\"20MB\"`",
            ),
            ("p99 = \"-20ms\"", "a duration", "`\"-20ms\"`"),
            ("cold_start = 50", "a duration", "`50`"),
            ("cold_start = \"\"", "a duration", "`\"\"`"),
            ("cold_start = \"0ms\"", "a duration", "`\"0ms\"`"),
            (
                "size = \"3ms\"",
                "a size in `B`, `KB`, `MB` or `GB`",
                "`\"3ms\"`",
            ),
            ("memory = 64", "a size", "`64`"),
            (
                "cost_per_million = \"0.35\"",
                "a number of US dollars",
                "`\"0.35\"`",
            ),
            (
                "cost_per_million = -1.0",
                "a number of US dollars",
                "`-1.0`",
            ),
            ("cost_per_million = nan", "a number of US dollars", "`nan`"),
            ("cost_per_million = inf", "a number of US dollars", "`inf`"),
            ("dependencies = 1.5", "a number of packages", "`1.5`"),
            ("dependencies = -1", "a number of packages", "`-1`"),
            ("dependencies = [60]", "a number of packages", "`[60]`"),
        ] {
            let error = of(line).expect_err(line);
            let key = line.split(' ').next().unwrap_or_default();
            let start = format!("`{key}` in `[package.metadata.gatewright.budget]` must be {must}");
            assert!(error.starts_with(&start), "{error}");
            assert!(error.contains(&format!("found {found}\n")), "{error}");
            assert!(
                error.contains(&format!("= help: write it as in `{key} = ")),
                "{error}"
            );
            assert!(error.ends_with("= note: shop/Cargo.toml:5"), "{error}");
        }
        for line in ["events = \"\"", "events = []", "events = 1", "events = [1]"] {
            let error = of(line).expect_err(line);
            assert!(error.starts_with("`events` in"), "{error}");
        }
        let error = Budget::of("[package.metadata.gatewright]\nbudget = 3\n", "Cargo.toml");
        let error = error.expect_err("a number").to_string();
        assert!(
            error.starts_with("`package.metadata.gatewright.budget` must be a table, found `3`"),
            "{error}"
        );
    }

    #[test]
    fn unknown_key_names_the_nearest() {
        let error = of("coldstart = \"50ms\"").expect_err("unknown");
        assert_eq!(
            error,
            "`[package.metadata.gatewright.budget]` has no key `coldstart`\n  = help: did you mean `cold_start`?\n  = note: shop/Cargo.toml:5"
        );
        let error = of("zzz = 1").expect_err("unknown");
        assert!(
            error.contains("the keys are `cold_start`, `p99`, "),
            "{error}"
        );
    }

    #[test]
    fn margin_is_negative_beyond_the_limit() {
        let limit = Limit {
            key: Key::P99,
            value: 20.0,
            line: 1,
        };
        assert_eq!(margin(&limit, 15.0), (5.0, 25.0));
        assert_eq!(margin(&limit, 25.0), (-5.0, -25.0));
    }
}
