//! The findings in each checked crate. The source of each crate marks its mistakes.

use crate::support::{Ran, check, check_under};
use serde_json::json;

/// Runs with `--json`, and asserts on the exit code and every finding.
fn expect(name: &str, options: &[&str], code: i32, findings: &[&str]) -> Ran {
    let ran = check(name, &[&["--json"], options].concat());
    assert_eq!(ran.findings(), findings, "{name}\n{}", ran.stderr);
    assert_eq!(ran.code, Some(code), "{name}\n{}", ran.stderr);
    ran
}

#[test]
fn thread_is_found_through_renames() {
    expect(
        "threads",
        &[],
        1,
        &["error threading source src/work.rs:4:15 `std::thread::spawn` starts a thread"],
    );
}

#[test]
fn state_in_a_reached_sibling_crate_is_found() {
    let ran = expect(
        "sibling-state",
        &[],
        1,
        &[
            "error locking source store/src/lib.rs:3:25 `std::sync::atomic::AtomicU64` is an atomic, but no second thread uses it",
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
            (&json!("store"), &json!("api")),
            (&json!("jobs"), &json!(null)),
        ],
        "two functions reach the store, which is checked once"
    );
    assert_eq!(
        looked_at["not_judged"],
        json!([{"what": "tool", "why": "it depends on none of gatewright, lambda_runtime, lambda_http, lambda-appsync"}])
    );
}

#[test]
fn crate_behind_a_runtime_wrapper_is_listed_as_not_checked() {
    let ran = expect("wrapper", &[], 0, &[]);
    assert_eq!(
        ran.json()["looked_at"]["not_judged"],
        json!([{
            "what": "orders",
            "why": "it may run through common-lambda, which uses a Lambda runtime: `--package orders` selects it",
        }])
    );
    let found =
        "error blocking source orders/src/main.rs:8:5 `std::thread::sleep` blocks the thread";
    expect("wrapper", &["--package", "orders"], 1, &[found]);
    expect(
        "wrapper",
        &["--package", "orders", "--offline-engine"],
        1,
        &[found],
    );
}

#[test]
fn lock_behind_a_type_is_found_despite_allow() {
    let ran = expect(
        "hidden-types",
        &[],
        1,
        &[
            "error locking types src/main.rs:13:35 `std::sync::Mutex::lock` locks a value that no other thread uses",
        ],
    );
    assert_eq!(
        ran.json()["looked_at"]["types"],
        json!({"status": "resolved"})
    );
}

#[test]
fn offline_engine_reports_that_types_are_not_resolved() {
    let ran = expect("hidden-types", &["--offline-engine"], 0, &[]);
    assert_eq!(
        ran.json()["looked_at"]["types"],
        json!({"status": "not_asked", "why": "--offline-engine"})
    );
}

#[test]
fn dependencies_are_errors_if_direct_or_banned_else_notes() {
    expect(
        "dependencies",
        &[],
        1,
        &[
            "error heavy_dependency dependencies Cargo.toml:12:1 dependency `cache` is banned by the manifest",
            "note threading dependencies Cargo.toml:11:1 dependency `rayon` runs work on a thread pool",
            "error exemption dependencies Cargo.toml:16:1 unused entry in `allowed`: no rule refuses a dependency `serde` of this package",
            "error heavy_dependency dependencies Cargo.toml:15:1 `openssl-sys`, which the manifest bans, is an indirect dependency: dependencies -> cache -> openssl-sys",
            "note threading dependencies Cargo.toml:12:1 `crossbeam-channel`, which is made for threads, is an indirect dependency: dependencies -> cache -> crossbeam-channel",
        ],
    );
}

/// `cargo metadata` unites the features that the packages of a workspace ask for.
#[test]
fn dependencies_are_those_of_a_build_of_the_function() {
    let ran = expect("united-features", &["--package", "api"], 0, &[]);
    // The runtime and the store, without the banned `cache`.
    assert_eq!(ran.json()["looked_at"]["dependencies"], 2);
}

#[test]
fn allowed_dependency_is_an_exemption() {
    let ran = expect("allowed", &[], 0, &[]);
    assert_eq!(
        ran.json()["exemptions"],
        json!([{
            "rules": ["threading"],
            "reason": "its traits are in our interface; nothing here starts the pool",
            "file": "Cargo.toml",
            "line": 14,
        }])
    );
}

#[test]
fn generated_code_is_checked() {
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
fn binary_beside_the_function_is_not_checked() {
    let ran = expect(
        "two-binaries",
        &[],
        1,
        &[
            "error blocking source src/lib.rs:13:5 `std::thread::sleep` blocks the thread",
            "error blocking source src/clock.rs:5:5 `std::thread::sleep` blocks the thread",
            "error blocking source src/labels.rs:8:9 `std::thread::sleep` blocks the thread",
        ],
    );
    let why = "of the binaries of two-binaries, only seed reaches it";
    assert_eq!(
        ran.json()["looked_at"]["not_judged"],
        json!([
            {
                "what": "two-binaries, binary seed",
                "why": "another binary of the package is the function",
            },
            {"what": "src/lib.rs, module two_binaries::import", "why": why},
            {"what": "src/table.rs, module two_binaries::table", "why": why},
        ])
    );
}

#[test]
fn binaries_of_a_package_are_judged_one_by_one() {
    let ran = expect(
        "two-functions",
        &["--offline-engine"],
        1,
        &[
            "error blocking source src/lib.rs:13:5 `std::thread::sleep` blocks the thread",
            "error threading source src/lib.rs:20:9 `std::thread::spawn` starts a thread",
            "error exemption source src/lib.rs:25:10 unused exemption: nothing here breaks the rule `locking`",
        ],
    );
    assert_eq!(ran.json()["looked_at"]["not_judged"], json!([]));
}

#[test]
fn crate_that_does_not_compile_is_a_finding() {
    let ran = expect(
        "uncompilable",
        &[],
        1,
        &[
            "error unreadable types src/main.rs:8:5 the crate does not compile, so its types cannot be checked: mismatched types",
        ],
    );
    assert_eq!(
        ran.json()["looked_at"]["types"],
        json!({"status": "stopped", "why": "src/main.rs does not compile: mismatched types"})
    );
}

#[test]
fn offline_engine_works_without_dependencies() {
    expect(
        "unobtainable",
        &["--offline-engine"],
        1,
        &["error blocking source src/main.rs:8:5 `std::thread::sleep` blocks the thread"],
    );
}

#[test]
fn offline_engine_works_without_a_readable_workspace() {
    expect(
        "unreadable-workspace",
        &["--offline-engine"],
        1,
        &["error blocking source src/main.rs:8:5 `std::thread::sleep` blocks the thread"],
    );
}

#[test]
fn project_without_gatewright_is_checked() {
    expect(
        "http-project",
        &["--offline-engine"],
        1,
        &[
            "error locking source src/cache.rs:2:17 `std::sync::Mutex` locks a value that no other thread uses",
            "error shared_state source src/cache.rs:4:24 static `PAGES` keeps state between invocations: its type holds `std::sync::Mutex`",
            "error detached_task source src/main.rs:27:5 the task started by `tokio::spawn` is never awaited",
            "error client_per_invocation source src/main.rs:26:18 `aws_sdk_dynamodb::Client::new` builds a client in every invocation",
        ],
    );
}

#[test]
fn exemptions_are_listed_and_unused_ones_are_findings() {
    let ran = expect(
        "exempted",
        &["--offline-engine"],
        1,
        &[
            "error exemption source src/main.rs:23:26 unused exemption: nothing here breaks the rule `locking`",
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
                "reason": "the vendor's interface hands out a lock",
                "file": "src/main.rs",
                "line": 17,
            },
            {
                "rules": ["locking"],
                "reason": "there was a lock here once",
                "file": "src/main.rs",
                "line": 23,
            },
        ])
    );
}

#[test]
fn offline_engine_reports_missing_generated_code() {
    // A target directory in which no build script has run.
    let empty = tempfile::tempdir().expect("a folder");
    let target = empty.path().display().to_string();
    let ran = check_under(
        "generated",
        &["--json", "--offline-engine"],
        &[("CARGO_TARGET_DIR", target.as_str())],
    );
    let found = ran.findings();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].starts_with("error unreadable source src/main.rs:3:1 `state.rs` of the build script's output is missing"),
        "{found:#?}"
    );
    assert_eq!(ran.code, Some(1));
}

#[test]
fn named_package_is_checked_even_if_not_a_function() {
    expect(
        "no-function",
        &["--package", "no-function", "--offline-engine"],
        1,
        &["error threading source src/main.rs:8:5 `std::thread::spawn` starts a thread"],
    );
}
