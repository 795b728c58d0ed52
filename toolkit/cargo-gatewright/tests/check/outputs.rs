//! The same findings in each of the three formats.

use crate::support::{Ran, check, check_under, checked};
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("sarif-schema-2.1.0.json");
/// Crates with findings of every pass, at every level.
const CRATES: [&str; 4] = ["threads", "sibling-state", "hidden-types", "dependencies"];

fn results(log: &Value) -> &Vec<Value> {
    log["runs"][0]["results"].as_array().expect("results")
}

/// The log of a run, which the schema of SARIF 2.1.0 must accept.
fn sarif(ran: &Ran) -> Value {
    let log = ran.json();
    // The schema's pattern of languages has a stray bracket, which JavaScript accepts and the `regex` crate does not.
    let schema = SCHEMA.replace(
        "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$",
        "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$",
    );
    let schema: Value = serde_json::from_str(&schema).expect("the schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> = validator
        .iter_errors(&log)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    log
}

#[test]
fn sarif_is_valid_and_equals_json() {
    for name in CRATES {
        let json = check(name, &["--json"]).json();
        let ran = check(name, &["--sarif"]);
        assert_eq!(ran.code, Some(1), "{name}");
        let log = sarif(&ran);
        let findings = json["findings"].as_array().expect("a list");
        assert_eq!(results(&log).len(), findings.len(), "{name}");
        let rules = &log["runs"][0]["tool"]["driver"]["rules"];
        for (result, finding) in results(&log).iter().zip(findings) {
            assert_eq!(result["ruleId"], finding["rule"]);
            assert_eq!(result["level"], finding["level"]);
            let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index"));
            let rule = &rules[index.expect("a small index")];
            assert_eq!(rule["id"], finding["rule"]);
            assert!(rule["help"]["text"].is_string());
            let place = &result["locations"][0]["physicalLocation"];
            assert_eq!(
                place["artifactLocation"],
                json!({"uri": finding["file"], "uriBaseId": "SRCROOT"})
            );
            assert_eq!(place["region"]["startLine"], finding["line"]);
            assert_eq!(place["region"]["startColumn"], finding["column"]);
            assert_eq!(place["region"]["endColumn"], finding["end_column"]);
            let message = result["message"]["text"].as_str().expect("a text");
            assert!(message.starts_with(finding["headline"].as_str().expect("a headline")));
        }
    }
}

#[test]
fn sarif_of_a_clean_crate_is_valid() {
    let ran = check("allowed", &["--sarif"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let log = sarif(&ran);
    assert_eq!(log["version"], "2.1.0");
    assert!(results(&log).is_empty());
    // A URI has no spaces, whereas the path of the repository may.
    let root = checked("allowed").display().to_string().replace(' ', "%20");
    assert_eq!(
        log["runs"][0]["originalUriBaseIds"]["SRCROOT"]["uri"],
        format!("file://{root}/")
    );
}

#[test]
fn text_equals_json() {
    for name in CRATES {
        let json = check(name, &["--json"]).json();
        let ran = check(name, &[]);
        assert_eq!(ran.code, Some(1), "{name}");
        for finding in json["findings"].as_array().expect("a list") {
            let text = |key: &str| finding[key].as_str().expect("a string");
            let head = format!("{}: {}\n", text("level"), text("headline"));
            assert!(ran.stdout.contains(&head), "{head}\n{}", ran.stdout);
            let place = format!(
                "--> {}:{}:{}\n",
                text("file"),
                finding["line"],
                finding["column"]
            );
            assert!(ran.stdout.contains(&place), "{place}\n{}", ran.stdout);
        }
    }
}

#[test]
fn text_in_a_pipe_has_no_styles() {
    let ran = check("threads", &[]);
    let expected = "\
error: `std::thread::spawn` starts a thread
  --> src/work.rs:4:15
  |
4 |     let one = workers::spawn(|| 1);
  |               ^^^^^^^^^^^^^^
  = help: run the parts concurrently as futures, `tokio::join!(first(), second())`, or invoke another Lambda function; if the code is right, write `#[exempt(threading, reason = \"…\")]`
  = note: rule `threading`: threads compete with the invocation for one small CPU share, and they are frozen between invocations; see `cargo gatewright explain threading`

Looked at
  threads 0.1.0, bin threads (src/main.rs): 2 files, 17 lines
  types: resolved by clippy
  dependencies: 1 package, the whole tree

1 error in 2 files, 17 lines, 0 exemptions
";
    assert_eq!(ran.stdout, expected);
}

#[test]
fn styles_can_be_forced_but_not_into_json() {
    let forced = [("CLICOLOR_FORCE", "1")];
    let ran = check_under("threads", &["--offline-engine"], &forced);
    assert!(
        ran.stdout.starts_with("\u{1b}[1m\u{1b}[91merror"),
        "{:?}",
        ran.stdout
    );
    let ran = check_under("threads", &["--offline-engine", "--json"], &forced);
    assert!(!ran.stdout.contains('\u{1b}'));
}

#[test]
fn progress_goes_to_stderr_unless_quiet() {
    let ran = check("threads", &["--offline-engine"]);
    assert_eq!(ran.stderr, "Reading threads\n");
    let ran = check("threads", &["--quiet"]);
    assert_eq!(ran.stderr, "");
}

#[test]
fn json_has_the_documented_fields() {
    let json = check("threads", &["--json"]).json();
    let keys = |value: &Value| -> Vec<String> {
        value
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect()
    };
    assert_eq!(json["version"], 1);
    assert_eq!(json["tool"]["name"], "cargo-gatewright");
    assert_eq!(
        keys(&json),
        [
            "exemptions",
            "findings",
            "looked_at",
            "root",
            "tool",
            "version"
        ]
    );
    let finding = &json["findings"][0];
    assert_eq!(finding["snippet"], "    let one = workers::spawn(|| 1);");
    assert_eq!(
        keys(finding),
        [
            "column",
            "end_column",
            "end_line",
            "file",
            "headline",
            "help",
            "level",
            "line",
            "note",
            "package",
            "pass",
            "rule",
            "snippet"
        ]
    );
    assert_eq!(
        keys(&json["looked_at"]),
        [
            "crates",
            "dependencies",
            "files",
            "lines",
            "not_judged",
            "types"
        ]
    );
}
