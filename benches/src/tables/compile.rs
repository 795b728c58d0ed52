//! What the attributes cost while a function is compiled: `cargo check` of a crate of operations, beside the same functions bare.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context, Result};
use gatewright_tests::command::run;
use gatewright_tests::target_dir::{target_dir, workspace_root};

use crate::table::{Goal, Row, Table, Unit};

/// Numbers of operations, by how many seconds more they may take than the same functions without attributes, and runs of each.
const CRATES: [(usize, f64, usize); 2] = [(1_000, 0.5, 5), (10_000, 4.0, 3)];

const LIMIT: Duration = Duration::from_secs(20 * 60);

pub(super) fn measure() -> Result<Table> {
    let folder = Folder::generate()?;
    let mut rows = Vec::new();
    for (count, above, runs) in CRATES {
        let (mut ours, mut bare) = (f64::INFINITY, f64::INFINITY);
        // The first run of each compiles the dependencies, or finds them compiled.
        for turn in 0..=runs {
            let annotated = folder.check(&package(count, true))?;
            let plain = folder.check(&package(count, false))?;
            if turn > 0 {
                (ours, bare) = (ours.min(annotated), bare.min(plain));
            }
        }
        rows.push(Row {
            measure: format!("{count} operations"),
            unit: Unit::Seconds,
            ours,
            peers: vec![Some(bare)],
            goal: Some(Goal::Above(above)),
        });
    }
    Ok(Table {
        title: String::from(
            "`cargo check` of a crate that changed, in seconds of processor time, the least of several runs that take turns; the \
             peer has the same functions without attributes",
        ),
        peers: vec!["bare functions"],
        rows,
    })
}

fn package(count: usize, annotated: bool) -> String {
    let kind = if annotated { "annotated" } else { "bare" };
    format!("compile-{count}-{kind}")
}

/// A workspace of generated crates, in the target folder, where the next run finds their dependencies compiled.
struct Folder(PathBuf);

impl Folder {
    fn generate() -> Result<Self> {
        let folder = target_dir()?.join("bench-compile");
        let mut members = Vec::new();
        for (count, ..) in CRATES {
            for annotated in [true, false] {
                let name = package(count, annotated);
                let sources = folder.join(&name).join("src");
                fs::create_dir_all(&sources)?;
                fs::write(sources.join("main.rs"), source(count, annotated))?;
                fs::write(folder.join(&name).join("Cargo.toml"), manifest(&name))?;
                members.push(name);
            }
        }
        fs::write(
            folder.join("Cargo.toml"),
            format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"),
        )?;
        // The versions that everything else here is built with.
        fs::copy(
            workspace_root().join("Cargo.lock"),
            folder.join("Cargo.lock"),
        )?;
        Ok(Self(folder))
    }

    /// Checks the package anew, and returns the processor time that it took, in seconds.
    fn check(&self, package: &str) -> Result<f64> {
        let source = self.0.join(package).join("src/main.rs");
        let text = fs::read(&source)?;
        fs::write(&source, text)?;
        let before = time_of_children()?;
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .current_dir(&self.0)
            .args(["check", "--quiet", "--offline", "--package", package])
            .arg("--target-dir")
            .arg(self.0.join("target"))
            // What is kept for the next run has another price each time.
            .env("CARGO_INCREMENTAL", "0");
        run(&mut cargo, b"", LIMIT)?.expect_success(&format!("checking {package}"))?;
        Ok(time_of_children()? - before)
    }
}

fn manifest(name: &str) -> String {
    let runtime = workspace_root().join("runtime");
    let runtime = runtime.display();
    format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\ngatewright = {{ path = '{runtime}' }}\nserde = \
         {{ version = \"1\", features = [\"derive\"] }}\n"
    )
}

fn source(count: usize, annotated: bool) -> String {
    let (module, function) = if annotated {
        ("#[lambda_handler]\n#[dispatch]\n", "    #[operation]\n")
    } else {
        ("fn main() {}\n\n", "")
    };
    let mut source = format!(
        "#![allow(dead_code)]

use gatewright::prelude::*;

#[derive(serde::Deserialize)]
pub struct Input {{
    number: u64,
}}

#[derive(serde::Serialize)]
pub struct Output {{
    number: u64,
}}

{module}mod operations {{
    use super::*;
"
    );
    for number in 0..count {
        writeln!(
            source,
            "
    /// Operation {number}.
{function}    pub async fn operation_{number}(input: Input) -> Result<Output, Error> {{
        Ok(Output {{ number: input.number + {number} }})
    }}"
        )
        .expect("a String takes everything");
    }
    source.push_str("}\n");
    source
}

/// The processor time of all children that have ended, and of theirs, in seconds. Unlike the time on the clock it hardly depends on
/// what else the machine does.
fn time_of_children() -> Result<f64> {
    let stat = fs::read_to_string(Path::new("/proc/self/stat"))?;
    // Behind the name, which is in parentheses: `cutime` and `cstime` are fields 16 and 17, in ticks of 10 ms (proc(5)).
    let fields = stat.rsplit_once(')').context("/proc/self/stat")?.1;
    let ticks: Result<Vec<f64>, _> = fields
        .split_whitespace()
        .skip(13)
        .take(2)
        .map(str::parse)
        .collect();
    Ok(ticks?.iter().sum::<f64>() / 100.0)
}
