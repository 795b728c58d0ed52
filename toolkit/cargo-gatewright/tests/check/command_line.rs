//! A wrong command line, manifest or set-up: exit code 2, and a message that says what to do.

use crate::support::{Ran, check, gatewright, run};

/// Asserts that a run ends with 2, prints nothing to standard output, and prints each of `said` to standard error.
fn refused(name: &str, options: &[&str], said: &[&str]) {
    assert_refused(&check(name, options), said);
}

fn assert_refused(ran: &Ran, said: &[&str]) {
    assert_eq!(ran.code, Some(2), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.stdout, "");
    for text in said {
        assert!(ran.stderr.contains(text), "{text}\n{}", ran.stderr);
    }
}

#[test]
fn manifest_with_wrong_toml_is_refused() {
    refused(
        "broken",
        &[],
        &[
            "error: cargo cannot read the package:",
            "help: correct the manifest",
        ],
    );
    let said = [
        "the manifest is not valid TOML:",
        "Cargo.toml:3",
        "= help: ",
    ];
    refused("broken", &["--offline-engine"], &said);
}

#[test]
fn unknown_setting_names_the_nearest() {
    let said = [
        "error: `[package.metadata.gatewright]` has no key `bannned`",
        "Cargo.toml:13",
        "= help: did you mean `banned`?",
    ];
    refused("broken-settings", &[], &said);
    refused("broken-settings", &["--offline-engine", "--json"], &said);
}

#[test]
fn missing_dependency_points_to_offline_engine() {
    refused(
        "unobtainable",
        &[],
        &["`cargo gatewright check --offline-engine` checks the sources alone"],
    );
}

#[test]
fn package_without_function_is_refused() {
    let said = [
        "error: there is no Lambda function here",
        "= note: no-function: it depends on none of gatewright, lambda_runtime, lambda_http, lambda-appsync",
        "= help: a function depends on `gatewright`, `lambda_runtime`, `lambda_http` or `lambda-appsync`",
    ];
    refused("no-function", &[], &said);
}

#[test]
fn unknown_package_names_the_nearest_and_the_list() {
    let said = [
        "error: there is no package `apo` here",
        "= help: did you mean `api`?",
        "= note: the packages are api, jobs, store, tool",
    ];
    refused("sibling-state", &["-p", "apo"], &said);
    let said = ["= help: the packages are api, jobs, store, tool"];
    refused("sibling-state", &["-p", "xyzzy"], &said);
}

#[test]
fn json_and_sarif_conflict() {
    let said = ["'--json' cannot be used with '--sarif'"];
    refused("threads", &["--json", "--sarif"], &said);
}

#[test]
fn unknown_target_is_refused() {
    let said = [
        "`rustc --print cfg --target moon-base` failed",
        "= help: `rustc --print target-list`",
    ];
    refused("threads", &["--target", "moon-base"], &said);
}

#[test]
fn unknown_command_names_the_nearest() {
    let ran = run(gatewright().arg("chekc"));
    let said = ["unrecognized subcommand 'chekc'", "'check'"];
    assert_refused(&ran, &said);
}

#[test]
fn command_line_without_command_prints_the_help() {
    let ran = run(&mut gatewright());
    assert_refused(
        &ran,
        &["Usage: cargo gatewright <COMMAND>", "check", "explain"],
    );
}

#[test]
fn directory_without_manifest_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = run(gatewright().arg("check").current_dir(folder.path()));
    let said = [
        "error: could not find `Cargo.toml` in `",
        "= help: change to the directory of a package, or name its manifest: `--manifest-path path/to/Cargo.toml`",
    ];
    assert_refused(&ran, &said);
}

#[test]
fn manifest_path_that_does_not_exist_is_refused() {
    let ran = run(gatewright().args(["check", "--manifest-path", "/nowhere/Cargo.toml"]));
    let said = [
        "error: could not read the manifest `/nowhere/Cargo.toml`: ",
        "= help: `--manifest-path` takes the path of a `Cargo.toml`",
    ];
    assert_refused(&ran, &said);
}

#[test]
fn help_of_every_command_has_examples() {
    for command in ["check", "explain", "init", "new"] {
        let ran = run(gatewright().args([command, "--help"]));
        assert_eq!(ran.code, Some(0));
        let example = format!("Examples:\n  cargo gatewright {command} ");
        assert!(ran.stdout.contains(&example), "{}", ran.stdout);
        assert!(ran.stdout.contains("Exit codes: "), "{}", ran.stdout);
    }
}
