//! `cargo gatewright package --arm64`: the binary in the ZIP file answers the events of the example `shop`, under QEMU's user-mode
//! emulation.
#![cfg(unix)]

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::cases::Suite;
use gatewright_tests::command::run;
use gatewright_tests::scripted_api::{Event, Outcome, ends};
use gatewright_tests::target_dir::{target_dir, workspace_root};
use serde_json::{Value, json};

const EMULATOR: &str = "qemu-aarch64-static";

/// A release build with fat LTO for another architecture, from nothing.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// One emulated invocation with its cold start.
const ANSWER: Duration = Duration::from_secs(60);

#[test]
fn arm64_binary_answers_every_event_of_the_shop() -> Result<()> {
    let gatewright = build("cargo-gatewright", "cargo-gatewright", Profile::Debug)?;
    let folder = tempfile::tempdir()?;
    let mut package = Command::new(gatewright);
    package
        .args(["gatewright", "package", "--arm64", "--json", "--quiet"])
        .arg("--manifest-path")
        .arg(workspace_root().join("examples/shop/Cargo.toml"))
        .arg("--output-dir")
        .arg(folder.path())
        .env("CARGO_TARGET_DIR", target_dir()?);
    let packaged = run(&mut package, b"", LIMIT)?.expect_success("packaging shop for arm64")?;
    let report: Value = serde_json::from_str(&packaged.stdout_text())?;
    let function = &report["functions"][0];
    assert_eq!(function["architecture"], "arm64");
    assert_eq!(function["static"], true);
    assert_eq!(function["findings"], json!([]));

    let bootstrap = unzip(&folder.path().join("shop/bootstrap.zip"), folder.path())?;
    let started = emulated(&bootstrap)?;
    Suite::of_example("shop").check_each(|case| {
        let ended = ends(&started, vec![Event::new(case.event.clone())], ANSWER)?;
        let outcome = ended.outcomes.first().context("expected an answer")?;
        let (Outcome::Reply(payload) | Outcome::Error(payload)) = outcome;
        case.check_payload(&serde_json::from_slice(payload)?)
    })
}

/// Unpacks the archive with Python, which keeps the modes of files out, so the executable bit is read from the entry.
fn unzip(archive: &Path, folder: &Path) -> Result<std::path::PathBuf> {
    const SCRIPT: &str = "import os, sys, zipfile\n\
        archive = zipfile.ZipFile(sys.argv[1])\n\
        path = archive.extract('bootstrap', sys.argv[2])\n\
        os.chmod(path, archive.getinfo('bootstrap').external_attr >> 16)\n";
    let mut python = Command::new("python3");
    python.args(["-c", SCRIPT]).arg(archive).arg(folder);
    run(&mut python, b"", LIMIT)?.expect_success("unpacking the archive")?;
    Ok(folder.join("bootstrap"))
}

/// A script that runs the binary under the emulator, because a test starts one file.
fn emulated(bootstrap: &Path) -> Result<std::path::PathBuf> {
    run(Command::new(EMULATOR).arg("--version"), b"", LIMIT).with_context(|| {
        format!("expected `{EMULATOR}` on the PATH: install Debian's package `qemu-user-static`")
    })?;
    let script = bootstrap.with_file_name("emulated");
    let mut file = fs::File::create(&script)?;
    writeln!(file, "#!/bin/sh\nexec {EMULATOR} '{}'", bootstrap.display())?;
    file.set_permissions(fs::Permissions::from_mode(0o755))?;
    drop(file);
    Ok(script)
}
