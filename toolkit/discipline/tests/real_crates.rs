//! Judges the sources of the crates in `Cargo.lock` that run on Lambda, and compares the findings with a table.
//!
//! The table counts findings by crate, rule and kind, so that a change of the rules shows its effect on real code. After a change, read the
//! new findings and rewrite the table: `UPDATE_DOCS=1 cargo test -p gatewright-discipline --test real_crates`. A crate that is not in this
//! machine's registry is left out of the comparison.

use gatewright_discipline::{CfgSet, CrateSource, Located, Manifest, survey_crates};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

const TABLE: &str = "tests/real_crates.tsv";

/// Words of which one is in a crate that runs on Lambda.
const RUNTIMES: [&str; 4] = [
    "lambda_runtime",
    "lambda_http",
    "aws_lambda_events",
    "lambda_runtime_api_client",
];

fn registry() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")))?;
    Some(home.join("registry").join("src")).filter(|folder| folder.is_dir())
}

/// The folders of the packages in the workspace's `Cargo.lock` that are in the registry, by `name-version`.
fn packages() -> BTreeMap<String, PathBuf> {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
    let lock = fs::read_to_string(lock).expect("the workspace has a lock file");
    let value = |line: Option<&str>, key: &str| {
        let value = line?.strip_prefix(key)?.strip_prefix(" = \"")?;
        Some(value.strip_suffix('"')?.to_owned())
    };
    let indices: Vec<PathBuf> = registry()
        .and_then(|registry| fs::read_dir(registry).ok())
        .into_iter()
        .flat_map(|entries| entries.flatten().map(|entry| entry.path()))
        .collect();
    lock.split("[[package]]\n")
        .filter_map(|package| {
            let mut lines = package.lines();
            let name = value(lines.next(), "name")?;
            let name = format!("{name}-{}", value(lines.next(), "version")?);
            let folder = indices
                .iter()
                .map(|index| index.join(&name))
                .find(|folder| folder.is_dir())?;
            Some((name, folder))
        })
        .collect()
}

/// Whether a source file of the folder contains one of the words.
fn runs_on_lambda(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| {
        if path.is_dir() {
            runs_on_lambda(&path)
        } else {
            let is_rust = path.extension().is_some_and(|extension| extension == "rs");
            is_rust
                && fs::read_to_string(path)
                    .is_ok_and(|text| RUNTIMES.iter().any(|word| text.contains(word)))
        }
    })
}

/// The kind of a finding: its headline without the names of the crate's own.
fn kind(finding: &Located) -> String {
    let mut parts = finding.headline.split('`');
    let mut kind = parts.next().unwrap_or_default().to_owned();
    while let (Some(name), Some(text)) = (parts.next(), parts.next()) {
        let is_known = ["std::", "tokio::", "futures", "aws_", "reqwest::", "hyper"]
            .iter()
            .any(|known| name.starts_with(known));
        write!(kind, "`{}`{text}", if is_known { name } else { "…" }).expect("a string");
    }
    kind
}

/// The rows of a crate: the rule and the kind, with the number of findings.
fn rows(folder: &Path) -> BTreeMap<(String, String), usize> {
    let manifest = Manifest::read(&folder.join("Cargo.toml")).expect("a manifest of the registry");
    let targets = manifest
        .library
        .iter()
        .chain(&manifest.binaries)
        .filter(|target| !target.is_macro);
    let mut rows = BTreeMap::new();
    for target in targets {
        let source = CrateSource {
            root: target.root.clone(),
            cfg: CfgSet::undecided(),
            ..CrateSource::default()
        };
        for finding in survey_crates(&[source], &[]).findings {
            if env::var_os("SHOW_FINDINGS").is_some() {
                println!("{finding}\n");
            }
            *rows
                .entry((finding.rule.id().to_owned(), kind(&finding)))
                .or_default() += 1;
        }
    }
    rows
}

#[test]
fn findings_in_real_crates_are_those_of_the_table() {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, folder) in packages() {
        if runs_on_lambda(&folder.join("src")) {
            let rows = rows(&folder);
            let rows = rows
                .into_iter()
                .map(|((rule, kind), count)| format!("{name}\t{rule}\t{kind}\t{count}"));
            let mut rows: Vec<String> = rows.collect();
            if rows.is_empty() {
                rows.push(format!("{name}\t-\t-\t0"));
            }
            found.insert(name, rows);
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE);
    if env::var_os("UPDATE_DOCS").is_some() {
        let mut table = "crate\trule\tkind\tcount\n".to_owned();
        found
            .values()
            .flatten()
            .for_each(|row| writeln!(table, "{row}").expect("a string"));
        fs::write(&path, table).expect("a file");
    }
    let table = fs::read_to_string(&path).expect("the table");
    let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in table.lines().skip(1) {
        let name = row.split('\t').next().expect("a name");
        expected
            .entry(name.to_owned())
            .or_default()
            .push(row.to_owned());
    }
    expected.retain(|name, _| found.contains_key(name));
    assert_eq!(
        found, expected,
        "read the new findings, then rewrite the table with UPDATE_DOCS=1"
    );
}
