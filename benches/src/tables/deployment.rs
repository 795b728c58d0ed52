//! The commands that describe a deployment: `template` and `openapi` for twenty functions, and `iam` beside `cargo clippy`.
//!
//! Everything is built before the first measurement. Nothing is downloaded, so `cargo fetch` must have run.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

use anyhow::{Result, ensure};
use gatewright_tests::cargo_build::{Profile, build, cargo};
use gatewright_tests::command::run;
use gatewright_tests::target_dir::{target_dir, workspace_root};

use crate::table::{Goal, Row, Table, Unit};

const FUNCTIONS: usize = 20;

/// The runs of each command, in turns. The median counts.
const RUNS: usize = 5;

const LIMIT: Duration = Duration::from_secs(30 * 60);

const SOURCE: &str = r#"use gatewright::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
struct Order {
    id: String,
}

#[lambda_handler(timeout = "5s", memory = 256, architectures = "arm64")]
#[dispatch(triggers(http_api))]
mod orders {
    use super::*;

    /// Returns an order.
    #[get("/orders/{id}")]
    pub async fn get_order(Path(id): Path<String>) -> Json<Order> {
        Json(Order { id })
    }

    /// Ships an order.
    #[sqs("orders", batch_size = 10)]
    pub async fn ship(order: Message<Order>) -> Result<(), Error> {
        println!("{}", order.id);
        Ok(())
    }
}
"#;

pub(super) fn measure() -> Result<Table> {
    let command = build("cargo-gatewright", "cargo-gatewright", Profile::Release)?;
    let workspace = workspace()?;
    let document = |name: &str, options: &[&str]| {
        let mut command = Command::new(&command);
        command
            .args(["gatewright", name, "--quiet", "--workspace"])
            .args(options)
            .current_dir(&workspace);
        command
    };
    let documents = workspace.join("documents");
    let documents = documents.display().to_string();
    let mut openapi = || document("openapi", &["--output-dir", &documents]);
    let mut template = || document("template", &[]);
    let clear = || {
        // Documents are never overwritten.
        let _ = fs::remove_dir_all(&documents);
        Ok(())
    };
    let rows = [
        ("`template`", median(&mut template, clear)?),
        ("`openapi`", median(&mut openapi, clear)?),
    ];
    let mut rows: Vec<Row> = rows
        .into_iter()
        .map(|(name, seconds)| Row {
            measure: format!("{name} of {FUNCTIONS} functions, up to date"),
            unit: Unit::Seconds,
            ours: seconds,
            peers: vec![None],
            goal: Some(Goal::AtMost(3.0)),
        })
        .collect();
    let ledger = workspace_root().join("examples/ledger/Cargo.toml");
    let edited = || touch(&workspace_root().join("examples/ledger/src/main.rs"));
    let mut iam = || {
        let mut iam = Command::new(&command);
        iam.args(["gatewright", "iam", "--quiet", "--manifest-path"])
            .arg(&ledger);
        iam
    };
    let mut clippy = || {
        let mut clippy = cargo();
        clippy
            .args(["clippy", "--quiet", "--offline", "--manifest-path"])
            .arg(&ledger);
        clippy
    };
    rows.push(Row {
        measure: "`iam` of the ledger after an edit; peer `cargo clippy`".to_owned(),
        unit: Unit::Seconds,
        ours: median(&mut iam, edited)?,
        peers: vec![Some(median(&mut clippy, edited)?)],
        goal: Some(Goal::Share(1.5)),
    });
    Ok(Table {
        title: format!("deployment: the commands on built functions, the median of {RUNS}"),
        peers: vec!["cargo clippy"],
        rows,
    })
}

/// Makes a file newer, as an editor does.
fn touch(path: &Path) -> Result<()> {
    Ok(fs::write(path, fs::read(path)?)?)
}

/// Returns the median of the seconds that a command takes. The first run, which builds, does not count.
fn median(command: &mut dyn FnMut() -> Command, before: impl Fn() -> Result<()>) -> Result<f64> {
    let mut times = Vec::new();
    for turn in 0..=RUNS {
        before()?;
        let start = Instant::now();
        let mut command = command();
        command
            .env_remove("RUSTFLAGS")
            .env("CARGO_TARGET_DIR", target_dir()?.join("bench-deployment"));
        let finished = run(&mut command, b"", LIMIT)?.expect_success("a command")?;
        let time = start.elapsed().as_secs_f64();
        ensure!(!finished.stderr.contains("error"), "{}", finished.stderr);
        if turn > 0 {
            times.push(time);
        }
    }
    times.sort_by(f64::total_cmp);
    Ok(times[RUNS / 2])
}

/// A workspace of functions outside of this one, with the versions of its dependencies.
fn workspace() -> Result<PathBuf> {
    let folder = target_dir()?.join("bench-deployment-functions");
    let runtime = workspace_root().join("runtime");
    let names: Vec<String> = (1..=FUNCTIONS)
        .map(|number| format!("orders-{number}"))
        .collect();
    for name in &names {
        let source = folder.join(name).join("src");
        fs::create_dir_all(&source)?;
        fs::write(source.join("main.rs"), SOURCE)?;
        let manifest = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\ngatewright = {{ path = '{}' }}\n\
             serde = {{ version = \"1\", features = [\"derive\"] }}\n",
            runtime.display()
        );
        fs::write(folder.join(name).join("Cargo.toml"), manifest)?;
    }
    fs::write(
        folder.join("Cargo.toml"),
        format!("[workspace]\nresolver = \"3\"\nmembers = {names:?}\n"),
    )?;
    fs::copy(
        workspace_root().join("Cargo.lock"),
        folder.join("Cargo.lock"),
    )?;
    ensure!(env::var_os("AWS_LAMBDA_RUNTIME_API").is_none());
    Ok(folder)
}
