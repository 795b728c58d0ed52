//! What is found in each crate. Where and what stands in the crate's own source.

use crate::support::{Ran, check};
use serde_json::json;

/// Runs with `--json`, and asserts on the exit code and every finding.
fn expect(name: &str, options: &[&str], code: i32, findings: &[&str]) -> Ran {
    let ran = check(name, &[&["--json"], options].concat());
    assert_eq!(ran.findings(), findings, "{name}\n{}", ran.stderr);
    assert_eq!(ran.code, Some(code), "{name}\n{}", ran.stderr);
    ran
}

#[test]
fn a_thread_behind_a_renamed_import_and_a_renamed_runtime() {
    expect(
        "threads",
        &[],
        1,
        &["error threading source src/work.rs:4:15 `std::thread::spawn` starts a thread"],
    );
}

#[test]
fn state_in_a_sibling_crate_that_the_function_reaches() {
    let ran = expect(
        "sibling-state",
        &[],
        1,
        &[
            "error locking source store/src/lib.rs:3:25 `std::sync::atomic::AtomicU64` is an atomic, and no second thread sees it",
            "error shared_state source store/src/lib.rs:5:15 static `COUNT` keeps state between invocations: its type holds `std::sync::atomic::AtomicU64`",
        ],
    );
    let looked_at = &ran.json()["looked_at"];
    let crates = looked_at["crates"].as_array().expect("a list");
    let crates: Vec<_> = crates
        .iter()
        .map(|one| (&one["package"], &one["reached_from"]))
        .collect();
    assert_eq!(
        crates,
        [
            (&json!("api"), &json!(null)),
            (&json!("store"), &json!("api"))
        ]
    );
    assert_eq!(
        looked_at["not_judged"],
        json!([{"what": "tool", "why": "it depends on none of gatewright, lambda_runtime, lambda_http"}])
    );
}

#[test]
fn a_lock_that_only_its_type_shows() {
    let ran = expect(
        "hidden-types",
        &[],
        1,
        &[
            "error locking types src/main.rs:10:35 `std::sync::Mutex::lock` locks what nothing else can reach",
        ],
    );
    assert_eq!(
        ran.json()["looked_at"]["types"],
        json!({"status": "resolved"})
    );
}

#[test]
fn without_types_the_hidden_lock_stays_hidden_and_the_report_says_so() {
    let ran = expect("hidden-types", &["--offline-engine"], 0, &[]);
    assert_eq!(
        ran.json()["looked_at"]["types"],
        json!({"status": "not_asked", "why": "--offline-engine"})
    );
}

#[test]
fn dependencies_that_are_refused_directly_banned_anywhere_and_noted_further_down() {
    expect(
        "dependencies",
        &[],
        1,
        &[
            "error threading dependencies Cargo.toml:10:1 dependency `rayon` runs work on a pool of threads",
            "error exemption dependencies Cargo.toml:15:1 no rule refuses a dependency `cache` of this package, so there is nothing to allow",
            "note threading dependencies Cargo.toml:11:1 `crossbeam-channel`, which is made for threads, comes in: dependencies -> cache -> crossbeam-channel",
            "error heavy_dependency dependencies Cargo.toml:14:1 `openssl-sys`, which the manifest bans, comes in: dependencies -> cache -> openssl-sys",
        ],
    );
}

#[test]
fn an_allowed_dependency_is_an_exemption_and_no_finding() {
    let ran = expect("allowed", &[], 0, &[]);
    assert_eq!(
        ran.json()["exemptions"],
        json!([{
            "rules": ["threading"],
            "reason": "its traits are in our interface; nothing here starts the pool",
            "file": "Cargo.toml",
            "line": 13,
        }])
    );
}

#[test]
fn code_that_a_build_script_writes_is_read() {
    let ran = check("generated", &["--json"]);
    let found = ran.findings();
    assert_eq!(found.len(), 1, "{found:#?}\n{}", ran.stderr);
    assert!(
        found[0].ends_with(
            "/out/state.rs:1:16 `static mut LAST` is written by one invocation and read by the next"
        ),
        "{found:#?}"
    );
    assert_eq!(ran.code, Some(1));
}

#[test]
fn a_tool_beside_the_function_is_not_judged_and_their_library_is() {
    let ran = expect(
        "two-binaries",
        &[],
        1,
        &["error blocking source src/lib.rs:13:5 `std::thread::sleep` stops the thread"],
    );
    assert_eq!(
        ran.json()["looked_at"]["not_judged"],
        json!([{
            "what": "two-binaries, binary seed",
            "why": "another binary of the package is the function",
        }])
    );
}

#[test]
fn a_crate_that_does_not_compile_is_no_clean_crate() {
    let ran = expect(
        "uncompilable",
        &[],
        1,
        &[
            "error unreadable types src/main.rs:8:5 the crate does not compile, so its types cannot be judged: mismatched types",
        ],
    );
    assert_eq!(
        ran.json()["looked_at"]["types"],
        json!({"status": "stopped", "why": "src/main.rs does not compile: mismatched types"})
    );
}

#[test]
fn sources_are_judged_where_dependencies_cannot_be_had() {
    expect(
        "unobtainable",
        &["--offline-engine"],
        1,
        &["error blocking source src/main.rs:8:5 `std::thread::sleep` stops the thread"],
    );
}

#[test]
fn sources_are_judged_where_cargo_cannot_read_the_workspace() {
    expect(
        "unreadable-workspace",
        &["--offline-engine"],
        1,
        &["error blocking source src/main.rs:8:5 `std::thread::sleep` stops the thread"],
    );
}

#[test]
fn exemptions_are_listed_and_one_that_exempts_nothing_is_a_finding() {
    let ran = expect(
        "exempted",
        &["--offline-engine"],
        1,
        &[
            "error exemption source src/main.rs:17:26 nothing here breaks `locking`, so there is nothing to exempt",
        ],
    );
    assert_eq!(
        ran.json()["exemptions"],
        json!([
            {
                "rules": ["blocking"],
                "reason": "ten microseconds, for a device that needs them",
                "file": "src/main.rs",
                "line": 10,
            },
            {
                "rules": ["locking"],
                "reason": "there was a lock here once",
                "file": "src/main.rs",
                "line": 17,
            },
        ])
    );
}

#[test]
fn a_package_that_is_named_is_judged_although_it_is_no_function() {
    expect(
        "no-function",
        &["--package", "no-function", "--offline-engine"],
        1,
        &["error threading source src/main.rs:8:5 `std::thread::spawn` starts a thread"],
    );
}
