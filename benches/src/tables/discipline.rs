//! The build-time cost of the rules: 100,000 lines without findings, checked by the engine as `#[lambda_handler]` does.
//!
//! The macros of a development build are not optimised, so the engine is measured as `cargo run` builds it. It is also measured
//! with optimisation in the worst case: every file contains a word of a rule and must be parsed.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::table::{Goal, Row, Table, Unit};

const FILES: usize = 1_000;
/// The number of repetitions of a part of ten lines in each file.
const PARTS: usize = 10;

pub(super) fn measure() -> Result<Table> {
    let folder = tempfile::tempdir()?;
    let clean = a_crate(&folder.path().join("clean"), "")?;
    let words = a_crate(
        &folder.path().join("words"),
        "pub static LIMIT: usize = 3;\n",
    )?;
    let rows = vec![
        Row {
            measure: String::from("no word of a rule in any file, development build"),
            unit: Unit::Milliseconds,
            ours: judged(&clean, false)?,
            peers: vec![Some(200.0)],
            goal: Some(Goal::Share(1.0)),
        },
        Row {
            measure: String::from("a word of a rule in every file, optimised build"),
            unit: Unit::Milliseconds,
            ours: judged(&words, true)?,
            peers: vec![Some(1_000.0)],
            goal: Some(Goal::Share(1.0)),
        },
        Row {
            measure: String::from("a word of a rule in every file, development build"),
            unit: Unit::Milliseconds,
            ours: judged(&words, false)?,
            peers: vec![Some(1_000.0)],
            goal: None,
        },
    ];
    Ok(Table {
        title: format!(
            "discipline: the check of {} lines in {FILES} files without findings, once in each build, and the allowed time",
            FILES * PARTS * 10
        ),
        peers: vec!["allowed"],
        rows,
    })
}

/// Writes a crate whose modules are files of the same hundred lines with `extra` at the end. Returns its root file.
fn a_crate(folder: &Path, extra: &str) -> Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let mut root = String::new();
    for file in 0..FILES {
        writeln!(root, "pub mod part_{file};")?;
        let mut text = String::new();
        for part in 0..PARTS {
            writeln!(
                text,
                "/// An order of one customer, with what it costs.\n\
                 #[derive(Debug, Clone)]\n\
                 pub struct Order{part} {{ pub id: String, pub lines: Vec<(String, u32)> }}\n\
                 \n\
                 impl Order{part} {{\n    \
                     /// The price of all lines together, in cents.\n    \
                     pub fn total(&self, price: impl Fn(&str) -> u32) -> u32 {{\n        \
                         self.lines.iter().map(|(sku, count)| price(sku) * count).sum()\n    \
                     }}\n\
                 }}"
            )?;
        }
        fs::write(folder.join(format!("part_{file}.rs")), text + extra)?;
    }
    let path = folder.join("lib.rs");
    fs::write(&path, root)?;
    Ok(path)
}

/// Returns the milliseconds that the engine, built with or without optimisation, takes for a crate without findings.
fn judged(root: &Path, optimised: bool) -> Result<f64> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args([
            "run",
            "--quiet",
            "-p",
            "gatewright-discipline",
            "--example",
            "judge",
        ])
        .args(optimised.then_some("--release"))
        .arg("--")
        .arg(root)
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    let output = command.output().context("cargo run")?;
    ensure!(
        output.status.success(),
        "could not run the engine: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let output_text = String::from_utf8(output.stdout)?;
    let time = output_text
        .trim()
        .strip_prefix("0 findings in ")
        .and_then(|rest| rest.strip_suffix(" ms"))
        .with_context(|| {
            format!("expected `0 findings in …` from the engine, got: {output_text}")
        })?;
    Ok(time.parse()?)
}
