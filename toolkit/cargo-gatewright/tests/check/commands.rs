//! What is wrong with the command or the manifest ends with 2 and says what to do.

use crate::support::check;

/// Asserts that a run ends with 2, prints nothing, and says each of `said`.
fn refused(name: &str, options: &[&str], said: &[&str]) {
    let ran = check(name, options);
    assert_eq!(ran.code, Some(2), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(ran.stdout, "");
    for text in said {
        assert!(ran.stderr.contains(text), "{text}\n{}", ran.stderr);
    }
}

#[test]
fn a_manifest_that_is_no_toml() {
    refused(
        "broken",
        &[],
        &[
            "error: cargo cannot read the package:",
            "help: correct the manifest",
        ],
    );
    let said = ["the manifest is no TOML:", "Cargo.toml:3", "= help: "];
    refused("broken", &["--offline-engine"], &said);
}

#[test]
fn settings_that_the_rules_do_not_know() {
    let said = [
        "error: `[package.metadata.gatewright]` has no key `bannned`",
        "Cargo.toml:12",
        "= help: did you mean `banned`?",
    ];
    refused("broken-settings", &[], &said);
    refused("broken-settings", &["--offline-engine", "--json"], &said);
}

#[test]
fn a_dependency_that_cannot_be_had_names_the_way_without_it() {
    refused(
        "unobtainable",
        &[],
        &["`--offline-engine` judges the sources alone"],
    );
}

#[test]
fn a_package_without_a_function() {
    let said = [
        "error: there is no Lambda function here",
        "= note: no-function: it depends on none of gatewright, lambda_runtime, lambda_http",
        "= help: a function uses `gatewright`, `lambda_runtime` or `lambda_http`",
    ];
    refused("no-function", &[], &said);
}

#[test]
fn a_package_that_is_not_there() {
    let said = [
        "error: there is no package `apo` here",
        "= help: the packages are api, store, tool",
    ];
    refused("sibling-state", &["-p", "apo"], &said);
}

#[test]
fn options_that_do_not_go_together() {
    let said = ["'--json' cannot be used with '--sarif'"];
    refused("threads", &["--json", "--sarif"], &said);
}

#[test]
fn a_target_that_rustc_does_not_know() {
    let said = [
        "`rustc --print cfg --target moon-base` failed",
        "= help: `rustc --print target-list`",
    ];
    refused("threads", &["--target", "moon-base"], &said);
}
