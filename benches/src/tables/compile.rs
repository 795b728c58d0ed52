//! The compile-time cost of the attributes: `cargo check` of a crate of operations, and of the same functions without attributes.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

use anyhow::Result;
use gatewright_tests::command::run;
use gatewright_tests::target_dir::{target_dir, workspace_root};

use crate::processor_time;
use crate::table::{Goal, Row, Table, Unit};

/// The numbers of operations, the additional seconds that they may take compared with functions without attributes, and the runs.
const CRATES: [(usize, f64, usize); 2] = [(1_000, 0.5, 5), (10_000, 4.0, 3)];

const LIMIT: Duration = Duration::from_secs(20 * 60);

pub(super) fn measure() -> Result<Table> {
    let folder = Folder::generate()?;
    let mut rows = Vec::new();
    for (count, above, runs) in CRATES {
        let (mut ours, mut bare) = (f64::INFINITY, f64::INFINITY);
        // The first run is not measured, because it may compile the dependencies.
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
            "compile: `cargo check` of a changed crate in seconds of processor time, the minimum of several runs in turns; the peer \
             has the same functions without attributes",
        ),
        peers: vec!["bare functions"],
        rows,
    })
}

fn package(count: usize, annotated: bool) -> String {
    let kind = if annotated { "annotated" } else { "bare" };
    format!("compile-{count}-{kind}")
}

/// A workspace of generated crates. It is in the target folder, so that the next run reuses the compiled dependencies.
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
        // The dependencies have the versions of this workspace.
        fs::copy(
            workspace_root().join("Cargo.lock"),
            folder.join("Cargo.lock"),
        )?;
        Ok(Self(folder))
    }

    /// Checks the changed package, and returns the processor time in seconds.
    fn check(&self, package: &str) -> Result<f64> {
        let source = self.0.join(package).join("src/main.rs");
        let text = fs::read(&source)?;
        fs::write(&source, text)?;
        let before = processor_time::of_children()?;
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo
            .current_dir(&self.0)
            .args(["check", "--quiet", "--offline", "--package", package])
            .arg("--target-dir")
            .arg(self.0.join("target"))
            // The cost of writing the incremental cache varies between runs.
            .env("CARGO_INCREMENTAL", "0");
        run(&mut cargo, b"", LIMIT)?.expect_success(&format!("checking {package}"))?;
        Ok(processor_time::of_children()? - before)
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
        .expect("writing to a String cannot fail");
    }
    source.push_str("}\n");
    source
}
