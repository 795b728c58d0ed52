//! `gatewright-size.json`: the committed figures that a build is compared with.

use crate::error::CliError;
use crate::new_file;
use crate::report::Sizes;
use crate::units;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name of the file, beside the `Cargo.toml` of the function.
pub(super) const FILE: &str = "gatewright-size.json";

const VERSION: u32 = 1;

/// The content of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    version: u32,
    /// The figures of each binary of the package.
    binaries: BTreeMap<String, Figures>,
}

/// The figures of a binary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Figures {
    /// The triple that it was built for.
    pub(super) target: String,
    /// The compiler, as `rustc --version` prints it.
    pub(super) compiler: String,
    pub(super) loaded: u64,
    pub(super) crates: BTreeMap<String, u64>,
}

impl Figures {
    pub(super) fn of(sizes: &Sizes, target: &str, compiler: &str) -> Self {
        Self {
            target: target.to_owned(),
            compiler: compiler.to_owned(),
            loaded: sizes.loaded,
            crates: sizes
                .crates
                .iter()
                .map(|size| (size.name.clone(), size.bytes))
                .collect(),
        }
    }
}

/// The path of a package's file.
pub(super) fn path(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

/// Reads the figures of a binary. `None` if there is no file, or the file does not have the binary.
pub(super) fn read(folder: &Path, binary: &str) -> Result<Option<Figures>, CliError> {
    Ok(saved(folder)?.and_then(|mut saved| saved.binaries.remove(binary)))
}

fn saved(folder: &Path) -> Result<Option<Saved>, CliError> {
    let path = path(folder);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(CliError::new(format!(
                "could not read `{}`: {error}",
                path.display()
            )));
        }
    };
    let wrong = |why: String| {
        CliError::new(format!(
            "`{}` is not a file of sizes: {why}",
            path.display()
        ))
        .help("remove it, and write it anew with `cargo gatewright size --save`")
    };
    let saved: Saved = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    if saved.version != VERSION {
        return Err(wrong(format!(
            "expected version {VERSION}, found version {}",
            saved.version
        )));
    }
    Ok(Some(saved))
}

/// Writes the figures of a package's binaries. Those of its other binaries stay.
pub(super) fn write(folder: &Path, figures: &[(&str, Figures)]) -> Result<(), CliError> {
    let mut saved = saved(folder)?.unwrap_or(Saved {
        version: VERSION,
        binaries: BTreeMap::new(),
    });
    for (binary, figures) in figures {
        saved.binaries.insert((*binary).to_owned(), figures.clone());
    }
    let path = path(folder);
    let text = serde_json::to_string_pretty(&saved).unwrap_or_default() + "\n";
    new_file::replace(&path, &text)
        .map_err(|error| CliError::new(format!("could not write `{}`: {error}", path.display())))
}

/// The growth that `--max-growth` accepts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Growth {
    Bytes(u64),
    Percent(f64),
}

impl Growth {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        const FORM: &str = "expected a percentage or a size, such as `5%` or `100KB`";
        if let Some(number) = text.trim().strip_suffix('%') {
            return match number.trim().parse::<f64>() {
                Ok(percent) if percent.is_finite() && percent >= 0.0 => Ok(Self::Percent(percent)),
                _ => Err(FORM.to_owned()),
            };
        }
        units::bytes(text)
            .map(Self::Bytes)
            .map_err(|_| FORM.to_owned())
    }

    /// Whether the growth from one size to another is more than this.
    pub(super) fn is_exceeded(self, before: u64, now: u64) -> bool {
        let grown = now.saturating_sub(before);
        match self {
            Self::Bytes(most) => grown > most,
            // Sizes of binaries are far below 2^52.
            #[expect(clippy::cast_precision_loss, reason = "see above")]
            Self::Percent(most) => grown as f64 > before as f64 * most / 100.0,
        }
    }
}

impl std::fmt::Display for Growth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{bytes} bytes"),
            Self::Percent(percent) => write!(f, "{percent} %"),
        }
    }
}

/// Returns the growth in per cent. Negative if it shrank.
pub(super) fn percent(before: u64, now: u64) -> f64 {
    // Sizes of binaries are far below 2^52.
    #[expect(clippy::cast_precision_loss, reason = "see above")]
    let (before, now) = (before.max(1) as f64, now as f64);
    (now / before - 1.0) * 100.0
}

#[cfg(test)]
mod tests {
    use super::{Figures, Growth, read, write};
    use std::collections::BTreeMap;

    fn figures(loaded: u64) -> Figures {
        Figures {
            target: "x86_64-unknown-linux-gnu".to_owned(),
            compiler: "rustc 1.95.0".to_owned(),
            loaded,
            crates: BTreeMap::from([("shop".to_owned(), loaded)]),
        }
    }

    #[test]
    fn written_figures_are_read_and_others_stay() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(read(folder.path(), "shop").expect("no file"), None);
        write(folder.path(), &[("shop", figures(1)), ("jobs", figures(2))]).expect("written");
        write(folder.path(), &[("shop", figures(3))]).expect("written");
        assert_eq!(read(folder.path(), "shop").expect("read"), Some(figures(3)));
        assert_eq!(read(folder.path(), "jobs").expect("read"), Some(figures(2)));
        assert_eq!(read(folder.path(), "mail").expect("read"), None);
    }

    #[test]
    fn growth_is_a_percentage_or_a_size() {
        assert_eq!(Growth::parse("5%"), Ok(Growth::Percent(5.0)));
        assert_eq!(Growth::parse("0.5 %"), Ok(Growth::Percent(0.5)));
        assert_eq!(Growth::parse("100KB"), Ok(Growth::Bytes(102_400)));
        for wrong in ["", "%", "-1%", "five", "5", "NaN%", "5s"] {
            assert!(Growth::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn limit_of_growth_is_inclusive_and_shrinking_is_fine() {
        let five = Growth::Percent(5.0);
        assert!(!five.is_exceeded(1_000, 1_050));
        assert!(five.is_exceeded(1_000, 1_051));
        assert!(!five.is_exceeded(1_000, 10));
        assert!(!Growth::Bytes(10).is_exceeded(100, 110));
        assert!(Growth::Bytes(10).is_exceeded(100, 111));
        assert!(Growth::Percent(0.0).is_exceeded(100, 101));
    }
}
