//! The figures of a function: those of a document of `tune --json`, or those of a short run.

use crate::error::CliError;
use crate::tune;
use gatewright_manifest::Function;
use gatewright_tables::prices::Prices;
use serde::Deserialize;
use std::path::Path;

/// The version of the document that this reads.
const VERSION: u32 = 1;

/// The figures at the present memory.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Performance {
    pub(super) memory_mb: u32,
    pub(super) cold_ms: f64,
    pub(super) mean_ms: f64,
    pub(super) p99_ms: f64,
    pub(super) cost_per_million: f64,
    pub(super) needed_mb: f64,
    /// The recommended size, and its cost per million.
    pub(super) recommended: Option<(u32, f64)>,
    /// The command or the file.
    pub(super) source: String,
}

#[derive(Deserialize)]
struct Document {
    version: u32,
    function: String,
    needed_memory_mb: f64,
    present: Size,
    recommended: Option<Size>,
}

#[derive(Deserialize)]
struct Size {
    memory_mb: u32,
    mean_ms: f64,
    p99_ms: f64,
    cost_per_million: f64,
    cold_ms: f64,
}

/// Reads the document of a function. One that was measured with another memory says nothing about this one.
pub(super) fn of_file(path: &Path, function: &Function) -> Result<Performance, CliError> {
    let shown = path.display();
    let again = "write it anew: `cargo gatewright tune --events events --json > tune.json`";
    let text = std::fs::read_to_string(path).map_err(|error| {
        CliError::new(format!("could not read `{shown}`: {error}"))
            .help("`--tune` takes the JSON document of `cargo gatewright tune --json`")
    })?;
    let document: Document = serde_json::from_str(&text).map_err(|error| {
        CliError::new(format!(
            "`{shown}` is not a document of `cargo gatewright tune --json`: {error}"
        ))
        .help(again)
    })?;
    if document.version != VERSION {
        return Err(CliError::new(format!(
            "expected a document of version {VERSION}, found version {}: `{shown}`",
            document.version
        ))
        .help(again));
    }
    if document.function != function.name {
        return Err(CliError::new(format!(
            "`{shown}` is about the function `{}`, not about `{}`",
            document.function, function.name
        ))
        .help(
            "name the document of this function, or select the other one with `--package NAME`",
        ));
    }
    if document.present.memory_mb != function.memory_mb {
        return Err(CliError::new(format!(
            "`{shown}` was measured with {} MB, and `{}` has {} MB now",
            document.present.memory_mb, function.name, function.memory_mb
        ))
        .help(again));
    }
    let Size {
        memory_mb,
        mean_ms,
        p99_ms,
        cost_per_million,
        cold_ms,
    } = document.present;
    Ok(Performance {
        memory_mb,
        cold_ms,
        mean_ms,
        p99_ms,
        cost_per_million,
        needed_mb: document.needed_memory_mb,
        recommended: document
            .recommended
            .map(|size| (size.memory_mb, size.cost_per_million)),
        source: format!("`{shown}`"),
    })
}

/// The figures of a function that ran.
pub(super) fn of_run(
    measured: &tune::Measured,
    memory_mb: u32,
    prices: &Prices,
    runs: u32,
) -> Performance {
    let size = measured.at(memory_mb, prices);
    let (needed_mb, recommended) = measured.recommended(prices);
    Performance {
        memory_mb,
        cold_ms: size.cold_ms,
        mean_ms: size.mean_ms,
        p99_ms: size.p99_ms,
        cost_per_million: size.cost_per_million,
        needed_mb,
        recommended: recommended.map(|size| (size.memory_mb, size.cost_per_million)),
        source: format!("{runs} warm invocations on this machine"),
    }
}

#[cfg(test)]
mod tests {
    use super::of_file;
    use gatewright_manifest::{Function, Manifest};
    use std::io::Write as _;

    fn function() -> Function {
        let json = r#"{"version":1,"function":{"name":"shop","memory_mb":256}}"#;
        Manifest::from_json(json).expect("a manifest").function
    }

    fn read(text: &str) -> Result<super::Performance, String> {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(text.as_bytes()).expect("written");
        of_file(file.path(), &function()).map_err(|error| error.to_string())
    }

    const DOCUMENT: &str = r#"{"version":1,"function":"shop","needed_memory_mb":9.5,
        "present":{"memory_mb":256,"mean_ms":1.5,"p50_ms":1.0,"p99_ms":2.5,"cost_per_million":0.21,"cold_ms":6.0},
        "recommended":{"memory_mb":128,"mean_ms":1.6,"p50_ms":1.0,"p99_ms":3.5,"cost_per_million":0.2,"cold_ms":26.0}}"#;

    #[test]
    fn document_of_tune_is_read() {
        let performance = read(DOCUMENT).expect("a document");
        assert_eq!(performance.recommended, Some((128, 0.2)));
        assert_eq!((performance.cold_ms, performance.p99_ms), (6.0, 2.5));
        assert_eq!(performance.needed_mb.to_string(), "9.5");
    }

    #[test]
    fn other_documents_are_refused() {
        for (from, to, said) in [
            (
                "\"version\":1",
                "\"version\":2",
                "expected a document of version 1, found version 2",
            ),
            (
                "\"shop\"",
                "\"ledger\"",
                "is about the function `ledger`, not about `shop`",
            ),
            (
                "\"memory_mb\":256",
                "\"memory_mb\":512",
                "was measured with 512 MB, and `shop` has 256 MB now",
            ),
            ("\"present\"", "\"presents\"", "missing field `present`"),
            ("{\"version", "[{\"version", "is not a document of"),
        ] {
            let error = read(&DOCUMENT.replacen(from, to, 1)).expect_err(to);
            assert!(error.contains(said), "{error}");
            assert!(error.contains("= help: "), "{error}");
        }
    }
}
