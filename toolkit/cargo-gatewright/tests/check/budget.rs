//! `cargo gatewright budget`: limits that need no run on small crates, and all of them on the example `shop`.

use crate::support::{Ran, checked, gatewright, run};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A copy of `weights` with a budget. Its dependencies are paths into the repository.
fn weights(budget: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let original = checked("weights");
    let runtime = checked("platform").join("lambda_runtime");
    let shown = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let manifest = format!(
        "[package]\nname = \"weights\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         runtime = {{ package = \"lambda_runtime\", path = {:?} }}\nbig = {{ path = {:?} }}\nsmall-one = {{ path = {:?} }}\n\n{budget}",
        shown(&runtime),
        shown(&original.join("big")),
        shown(&original.join("small")),
    );
    fs::create_dir(folder.path().join("src")).expect("a folder");
    fs::copy(
        original.join("src/main.rs"),
        folder.path().join("src/main.rs"),
    )
    .expect("a source");
    fs::write(folder.path().join("Cargo.toml"), manifest).expect("a manifest");
    folder
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("budget")
}

fn budget(folder: &TempDir, options: &[&str]) -> Ran {
    let mut command = gatewright();
    command
        .args(["budget", "--quiet"])
        .args(options)
        .current_dir(folder.path())
        .env("CARGO_TARGET_DIR", target())
        .env_remove("RUSTFLAGS");
    run(&mut command)
}

fn row(ran: &Ran, key: &str) -> Value {
    let json = ran.json();
    let rows = json["functions"][0]["rows"].as_array().expect("a list");
    let row = rows.iter().find(|row| row["key"] == key);
    row.unwrap_or_else(|| panic!("{key}: {json:#}")).clone()
}

const TABLE: &str = "[package.metadata.gatewright.budget]\n";

#[test]
fn size_and_dependencies_are_held_without_a_run() {
    let folder = weights(&format!("{TABLE}size = \"100MB\"\ndependencies = 4\n"));
    let ran = budget(&folder, &["--json"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    // lambda_runtime, big, small-one, shared.
    let dependencies = row(&ran, "dependencies");
    assert_eq!(
        (
            dependencies["figure"].as_f64(),
            dependencies["margin"].as_f64()
        ),
        (Some(4.0), Some(0.0))
    );
    let size = row(&ran, "size");
    let binary = target().join(format!("release/weights{}", std::env::consts::EXE_SUFFIX));
    let bytes = fs::metadata(binary).expect("the release build").len();
    assert_eq!(
        size["figure"].as_f64().map(|bytes| bytes.to_string()),
        Some(bytes.to_string())
    );
    assert_eq!(size["limit"].as_f64(), Some(104_857_600.0));
    assert_eq!(size["is_exceeded"], false);
}

#[test]
fn exceeded_limit_ends_with_1_and_names_figure_and_margin() {
    let folder = weights(&format!("{TABLE}size = \"100KB\"\ndependencies = 3\n"));
    let ran = budget(&folder, &[]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.stdout, ran.stderr);
    assert!(
        ran.stdout.starts_with("weights: 0 of 2 limits are held\n"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout
            .contains("error: `dependencies` is 4, 1 more than 3 (Cargo.toml:15)"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("error: `size` is "), "{}", ran.stdout);
    assert!(ran.stdout.contains("-33.3 %  exceeded"), "{}", ran.stdout);
}

#[test]
fn nothing_to_hold_is_said() {
    for table in ["", TABLE] {
        let ran = budget(&weights(table), &[]);
        assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
        assert!(
            ran.stdout
                .starts_with("weights: nothing to hold: `Cargo.toml` has no limits in"),
            "{}",
            ran.stdout
        );
        assert!(
            ran.stdout.contains("= help: write the table"),
            "{}",
            ran.stdout
        );
    }
}

#[test]
fn wrong_budget_names_file_key_and_form() {
    for (line, said) in [
        (
            "size = \"3ms\"",
            "error: `size` in `[package.metadata.gatewright.budget]` must be a size in `B`, `KB`, `MB` or `GB`, more than 0, found `\"3ms\"`",
        ),
        (
            "p99 = \"-1ms\"",
            "error: `p99` in `[package.metadata.gatewright.budget]` must be a duration",
        ),
        ("memori = \"64MB\"", "= help: did you mean `memory`?"),
        ("events = \"\"", "error: `events` in"),
    ] {
        let ran = budget(&weights(&format!("{TABLE}{line}\n")), &[]);
        assert_eq!(ran.code, Some(2), "{line}: {}", ran.stdout);
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
        assert!(
            ran.stderr.contains("= note: Cargo.toml:14"),
            "{}",
            ran.stderr
        );
        assert_eq!(ran.stdout, "");
    }
}

#[test]
fn limit_that_needs_events_says_so_before_the_build() {
    let ran = budget(&weights(&format!("{TABLE}p99 = \"20ms\"\n")), &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.stdout);
    assert!(
        ran.stderr.contains(
            "error: the budget of `weights` limits `p99`, and there are no events to run it with"
        ),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr
            .contains("= help: name them in the budget, `events = \"events\"`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn function_without_gatewright_has_no_times() {
    let folder = weights(&format!("{TABLE}memory = \"64MB\"\n"));
    fs::create_dir(folder.path().join("events")).expect("a folder");
    let ran = budget(&folder, &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.stdout);
    assert!(
        ran.stderr
            .contains("none has a binary that uses `gatewright`"),
        "{}",
        ran.stderr
    );
}

/// The example of the repository, whose manifest has a budget. It builds in the target directory of the repository.
#[cfg(target_os = "linux")]
fn shop(options: &[&str]) -> Ran {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/shop/Cargo.toml");
    let mut command = gatewright();
    command
        .args(["budget", "--quiet", "--json", "--manifest-path"])
        .arg(manifest)
        .args(options);
    run(&mut command)
}

#[cfg(target_os = "linux")]
#[test]
fn shop_is_within_its_budget_and_instructions_are_stable() {
    let one = shop(&["--basis", "instructions"]);
    assert_eq!(
        one.code,
        Some(0),
        "`valgrind` is needed: {}{}",
        one.stdout,
        one.stderr
    );
    let other = shop(&["--basis", "instructions"]);
    for key in ["cold_start", "p99"] {
        let [one, other] = [&one, &other].map(|ran| row(ran, key));
        let basis = one["basis"].as_str().expect("a string");
        assert!(
            basis.contains(" instructions at 2,000 per µs, CPU share of "),
            "{basis}"
        );
        let [one, other] = [one, other].map(|row| row["figure"].as_f64().expect("a number"));
        // The seeds of hash maps and the addresses of memory differ.
        assert!((one / other - 1.0).abs() < 0.02, "{key}: {one} {other}");
    }
    for key in ["cost_per_million", "size", "memory", "dependencies"] {
        assert!(row(&one, key)["margin"].as_f64() > Some(0.0), "{key}");
    }
    assert!(
        row(&one, "memory")["basis"]
            .as_str()
            .is_some_and(|basis| basis.contains("VmHWM"))
    );
}

#[cfg(target_os = "linux")]
#[test]
fn clock_is_named_where_it_was_used() {
    let ran = shop(&["--basis", "clock"]);
    // On a busy machine a time may be beyond its limit. That is what the other basis is for.
    assert!(
        matches!(ran.code, Some(0 | 1)),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
    for key in ["cold_start", "p99", "cost_per_million"] {
        let row = row(&ran, key);
        assert!(
            row["basis"]
                .as_str()
                .is_some_and(|basis| basis.starts_with("clock: CPU time and waiting")),
            "{row}"
        );
        assert!(row["figure"].as_f64() > Some(0.0), "{row}");
    }
}
