//! The cost of builds: the hello function and its peer, each in a project of its own, built from nothing and after an edit.
//!
//! Nothing is downloaded, so `cargo fetch` must have run.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use gatewright_tests::command::run;
use gatewright_tests::target_dir::{target_dir, workspace_root};
use serde_json::Value;

use crate::function::Function;
use crate::processor_time;
use crate::replies::the_same_reply;
use crate::table::{Goal, Row, Table, Unit, figure};

/// The clean builds of each project in each profile, in turns. The minimum counts.
const BUILDS: usize = 3;

/// The edits of each project, in turns. The median counts.
const EDITS: usize = 5;

const LIMIT: Duration = Duration::from_secs(30 * 60);

const EVENT: &[u8] = br#"{"name":"Ada"}"#;

pub(super) fn measure() -> Result<Table> {
    let ours = Project::generate(
        "gatewright",
        &format!(
            "gatewright = {{ path = '{}' }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\n",
            workspace_root().join("runtime").display()
        ),
    )?;
    let peer = Project::generate(
        "lambda-runtime",
        "lambda_runtime = { version = \"1.5\", default-features = false }\nserde = { version = \"1\", features = [\"derive\"] }\n\
         tokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n",
    )?;
    let mut rows = Vec::new();
    for (name, arguments, goal) in [
        ("development", &[][..], 1.5),
        ("release", &["--release"], 1.3),
    ] {
        let built = [&ours, &peer].map(|project| project.clean_build(arguments));
        let [mut best, mut best_of_peer] = both(built)?;
        the_same_reply(EVENT, &best.function, &best_of_peer.function)?;
        for _ in 1..BUILDS {
            best.keep_least(&ours.clean_build(arguments)?);
            best_of_peer.keep_least(&peer.clean_build(arguments)?);
        }
        if rows.is_empty() {
            rows.push(Row {
                measure: String::from("compiled packages"),
                unit: Unit::Count,
                ours: best.packages,
                peers: vec![Some(best_of_peer.packages)],
                goal: None,
            });
        }
        for (what, ours, peer) in [
            ("processor time", best.processor, best_of_peer.processor),
            ("on the clock", best.clock, best_of_peer.clock),
        ] {
            rows.push(Row {
                measure: format!("clean {name} build, {what}"),
                unit: Unit::Seconds,
                ours,
                peers: vec![Some(peer)],
                goal: Some(Goal::Share(goal)),
            });
        }
    }
    let mut times = [Vec::new(), Vec::new()];
    // The first edit builds with incremental compilation for the first time.
    for turn in 0..=EDITS {
        for (project, times) in [&ours, &peer].into_iter().zip(&mut times) {
            let time = project.edit_to_build(turn)?;
            if turn > 0 {
                times.push(time);
            }
        }
    }
    let [edits, edits_of_peer] = times.map(median);
    rows.push(Row {
        measure: String::from("edit of a handler to the next binary"),
        unit: Unit::Seconds,
        ours: edits,
        peers: vec![Some(edits_of_peer)],
        goal: None,
    });
    let mut replies = Vec::new();
    for turn in 0..EDITS {
        replies.push(ours.edit_to_reply(turn)?);
    }
    rows.push(Row {
        measure: String::from("edit of a handler to the next reply of `cargo run`"),
        unit: Unit::Seconds,
        ours: median(replies),
        peers: vec![None],
        goal: Some(Goal::AtMost(3.0)),
    });
    Ok(Table {
        title: format!(
            "builds: the hello function and its peer; clean builds without incremental compilation, the minimum of {BUILDS} in turns; edits \
             with it, the median of {EDITS}"
        ),
        peers: vec!["lambda_runtime"],
        rows,
    })
}

fn both<T>(results: [Result<T>; 2]) -> Result<[T; 2]> {
    let [ours, peer] = results;
    Ok([ours?, peer?])
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// A package with the source of a bench function, outside of this workspace.
struct Project {
    folder: PathBuf,
    name: String,
    source: String,
}

/// The cost of a build.
struct Built {
    function: Function,
    packages: f64,
    processor: f64,
    clock: f64,
}

impl Built {
    fn keep_least(&mut self, other: &Self) {
        self.processor = self.processor.min(other.processor);
        self.clock = self.clock.min(other.clock);
    }
}

impl Project {
    fn generate(kind: &str, dependencies: &str) -> Result<Self> {
        let name = format!("builds-{kind}");
        let folder = target_dir()?.join("bench-builds").join(kind);
        fs::create_dir_all(folder.join("src"))?;
        let source = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("functions")
            .join(format!("hello-{kind}"))
            .join("src/main.rs");
        let source = fs::read_to_string(&source)
            .with_context(|| format!("could not read {}", source.display()))?;
        fs::write(folder.join("src/main.rs"), &source)?;
        // Both have the release profile that the README recommends.
        let manifest = format!(
            "[workspace]\n\n[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\n\
             [profile.release]\npanic = \"unwind\"\nlto = \"fat\"\ncodegen-units = 1\nstrip = true\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        // The dependencies have the versions of this workspace.
        let lock = folder.join("Cargo.lock");
        fs::copy(workspace_root().join("Cargo.lock"), lock)?;
        Ok(Self {
            folder,
            name,
            source,
        })
    }

    fn cargo(&self, command: &str, incremental: bool) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // Variables of the outer cargo and of the shell would change what is built.
        for (name, _) in env::vars_os() {
            if name.to_str().is_some_and(|name| {
                ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_PROFILE_"]
                    .iter()
                    .any(|prefix| name.starts_with(prefix))
            }) {
                cargo.env_remove(name);
            }
        }
        cargo
            .current_dir(&self.folder)
            .env_remove("RUSTFLAGS")
            .env_remove("AWS_LAMBDA_RUNTIME_API")
            .env("CARGO_INCREMENTAL", if incremental { "1" } else { "0" })
            .args([command, "--offline", "--target-dir"])
            .arg(self.target());
        cargo
    }

    fn target(&self) -> PathBuf {
        self.folder.join("target")
    }

    /// Builds the project from nothing.
    ///
    /// Without incremental compilation, which cargo does not use for dependencies from a registry.
    fn clean_build(&self, arguments: &[&str]) -> Result<Built> {
        if self.target().exists() {
            fs::remove_dir_all(self.target())?;
        }
        let mut cargo = self.cargo("build", false);
        cargo
            .args(["--message-format", "json-render-diagnostics"])
            .args(arguments);
        let (before, start) = (processor_time::of_children()?, Instant::now());
        let finished = run(&mut cargo, b"", LIMIT)?.expect_success(&self.name)?;
        let clock = start.elapsed().as_secs_f64();
        let processor = processor_time::of_children()? - before;
        let messages = finished.stdout_text();
        let artifacts: Vec<Value> = messages
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .filter(|message: &Value| message["reason"] == "compiler-artifact")
            .collect();
        let ids = artifacts
            .iter()
            .filter_map(|message| message["package_id"].as_str());
        let packages = ids.collect::<BTreeSet<_>>().len();
        let path = artifacts
            .iter()
            .find_map(|message| message["executable"].as_str())
            .context("cargo reported no executable")?;
        Ok(Built {
            function: Function { path: path.into() },
            packages: figure(packages as u64),
            processor,
            clock,
        })
    }

    /// Changes the text of the handler's reply.
    fn edit(&self, turn: usize) -> Result<()> {
        let edited = self
            .source
            .replace("Hello, {}!", &format!("Hello {turn}, {{}}!"));
        ensure!(edited != self.source, "the handler's text was not found");
        Ok(fs::write(self.folder.join("src/main.rs"), edited)?)
    }

    /// Returns the seconds that cargo takes for a changed handler.
    fn edit_to_build(&self, turn: usize) -> Result<f64> {
        self.edit(turn)?;
        let start = Instant::now();
        run(self.cargo("build", true).arg("--quiet"), b"", LIMIT)?.expect_success(&self.name)?;
        Ok(start.elapsed().as_secs_f64())
    }

    /// Returns the seconds from a change of the handler to the reply of the local Lambda.
    fn edit_to_reply(&self, turn: usize) -> Result<f64> {
        let turn = turn + 1000;
        self.edit(turn)?;
        let start = Instant::now();
        let mut cargo = self.cargo("run", true);
        cargo.args(["--quiet", "--", "invoke", "-"]);
        let finished = run(&mut cargo, EVENT, LIMIT)?.expect_success(&self.name)?;
        let time = start.elapsed().as_secs_f64();
        let reply = finished.stdout_text();
        ensure!(
            reply.contains(&format!("Hello {turn}, Ada!")),
            "expected the reply of the edited handler, got {reply}"
        );
        Ok(time)
    }
}
