//! Runs the command as a user does, and reads what it printed.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The output and exit code of a run.
pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// The directory of a checked crate.
pub fn checked(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/checked");
    root.join(name)
        .canonicalize()
        .expect("a folder of tests/checked")
}

/// `cargo gatewright check --manifest-path …` on a checked crate.
pub fn check(name: &str, options: &[&str]) -> Ran {
    check_under(name, options, &[])
}

/// Like [`check`], with environment variables.
pub fn check_under(name: &str, options: &[&str], variables: &[(&str, &str)]) -> Ran {
    let manifest = checked(name).join("Cargo.toml");
    // A target directory for each crate, so that tests do not wait for each other's builds.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("checked")
        .join(name);
    let mut command = gatewright();
    command
        .args(["check", "--manifest-path"])
        .arg(manifest)
        .args(options)
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS")
        .envs(variables.iter().copied());
    run(&mut command)
}

/// `cargo gatewright`, as Cargo starts it.
pub fn gatewright() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-gatewright"));
    // Styles that the user forces, as services of continuous integration do, would be in the compared outputs.
    command
        .arg("gatewright")
        .env_remove("CARGO_TERM_COLOR")
        .env_remove("CLICOLOR_FORCE");
    command
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Ran {
    let output = command.output().expect("the command starts");
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

impl Ran {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}\n{}", self.stdout, self.stderr))
    }

    /// `level rule pass file:line:column headline` of each finding of a JSON document.
    pub fn findings(&self) -> Vec<String> {
        let json = self.json();
        let findings = json["findings"].as_array().expect("a list");
        let line = |one: &Value| {
            let text = |key: &str| one[key].as_str().expect("a string").to_owned();
            format!(
                "{} {} {} {}:{}:{} {}",
                text("level"),
                text("rule"),
                text("pass"),
                text("file"),
                one["line"],
                one["column"],
                text("headline")
            )
        };
        findings.iter().map(line).collect()
    }
}
