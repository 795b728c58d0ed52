//! `--message-format=json`: the JSON messages of cargo, with the positions that rustc computes.

use crate::support::{Ran, check, gatewright, run};
use cargo_metadata::diagnostic::{Diagnostic, DiagnosticLevel, DiagnosticSpan};
use cargo_metadata::{CompilerMessage, Message};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Every line, in cargo's own types.
fn messages(stdout: &str) -> Vec<Message> {
    stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

fn compiler(stdout: &str) -> Vec<CompilerMessage> {
    let messages = messages(stdout)
        .into_iter()
        .filter_map(|message| match message {
            Message::CompilerMessage(message) => Some(message),
            _ => None,
        });
    messages.collect()
}

fn code(diagnostic: &Diagnostic) -> &str {
    diagnostic.code.as_ref().map_or("", |code| &code.code)
}

/// The findings among the messages.
fn findings(ran: &Ran) -> Vec<CompilerMessage> {
    let mut all = compiler(&ran.stdout);
    all.retain(|message| code(&message.message).starts_with("gatewright::"));
    all
}

#[test]
fn findings_have_the_form_of_rustc() {
    let ran = check("threads", &["--message-format=json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    let found = findings(&ran);
    let [message] = &found[..] else {
        panic!("{}", ran.stdout);
    };
    assert!(message.package_id.repr.contains("threads"), "{message:?}");
    assert_eq!(message.target.name, "threads");
    assert!(message.target.is_bin());
    let diagnostic = &message.message;
    assert_eq!(diagnostic.message, "`std::thread::spawn` starts a thread");
    assert_eq!(code(diagnostic), "gatewright::threading");
    assert_eq!(diagnostic.level, DiagnosticLevel::Error);
    let [span] = &diagnostic.spans[..] else {
        panic!("{diagnostic:?}");
    };
    assert!(span.is_primary);
    assert_eq!(span.file_name, "src/work.rs");
    assert_eq!((span.line_start, span.column_start), (4, 15));
    assert_eq!(span.text[0].text, "    let one = workers::spawn(|| 1);");
    let children: Vec<_> = diagnostic
        .children
        .iter()
        .map(|child| child.level)
        .collect();
    assert_eq!(children, [DiagnosticLevel::Help, DiagnosticLevel::Note]);
    let rendered = diagnostic.rendered.as_deref().expect("a text");
    let head = "error: `std::thread::spawn` starts a thread\n  --> src/work.rs:4:15\n";
    assert!(rendered.starts_with(head), "{rendered}");
    match messages(&ran.stdout).last() {
        Some(Message::BuildFinished(end)) => assert!(!end.success),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_finding_of_the_document_is_a_message() {
    for name in ["threads", "sibling-state", "hidden-types", "dependencies"] {
        let json = check(name, &["--json"]).json();
        let listed = json["findings"].as_array().expect("a list");
        let found = findings(&check(name, &["--message-format=json"]));
        assert_eq!(found.len(), listed.len(), "{name}");
        for (message, listed) in found.iter().zip(listed) {
            assert_eq!(message.message.message, listed["headline"]);
            let span = &message.message.spans[0];
            assert_eq!(span.file_name, listed["file"]);
            assert_eq!(span.line_start, listed["line"]);
            assert_eq!(span.text[0].text, listed["snippet"]);
        }
    }
}

#[test]
fn errors_of_the_compiler_pass_through() {
    let ran = check("uncompilable", &["--message-format=json"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    let all = compiler(&ran.stdout);
    let mismatch = all.iter().find(|one| code(&one.message) == "E0308");
    assert_eq!(
        mismatch.map(|one| &*one.message.message),
        Some("mismatched types"),
        "{}",
        ran.stdout
    );
    assert!(findings(&ran).is_empty(), "{}", ran.stdout);
}

#[test]
fn clean_crate_ends_with_success_alone() {
    let ran = check("allowed", &["--offline-engine", "--message-format=json"]);
    assert_eq!(
        (ran.code, &*ran.stdout),
        (
            Some(0),
            "{\"reason\":\"build-finished\",\"success\":true}\n"
        )
    );
}

#[test]
fn format_excludes_the_other_formats() {
    for other in ["--json", "--sarif", "--sizes"] {
        let ran = check("threads", &["--message-format=json", other]);
        assert_eq!(ran.code, Some(2), "{other}");
        assert!(ran.stderr.contains("cannot be used with"), "{}", ran.stderr);
    }
    let ran = check("threads", &["--offline-engine", "--message-format=human"]);
    assert!(ran.stdout.starts_with("error: "), "{}", ran.stdout);
}

/// A byte order mark, lines that end with CRLF, and characters of one to four bytes.
const SOURCE: &str = "\u{feff}//! Größe\r\nfn main() {}\r\n\r\npub fn wait(time: std::time::Duration) {\r\n\tlet s = \"aö€𝄞\"; std::thread::sleep(time); drop(s);\r\n    std::thread::\r\n        sleep(time);\r\n}\r\n";

/// Returns the spans of the command, and those of rustc at the same places: clippy reports a use of a listed function.
fn spans(source: &str) -> (Vec<DiagnosticSpan>, Vec<DiagnosticSpan>) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write(
        "Cargo.toml",
        "[package]\nname = \"positions\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n",
    );
    write("src/main.rs", source);
    write(
        "clippy.toml",
        "disallowed-methods = [\"std::thread::sleep\"]\n",
    );
    let manifest = folder.path().join("Cargo.toml");
    let mut command = gatewright();
    command
        .args([
            "check",
            "-p",
            "positions",
            "--offline-engine",
            "--message-format=json",
        ])
        .arg("--manifest-path")
        .arg(&manifest);
    let ours = findings(&run(&mut command));
    let theirs = compiler(&clippy(&manifest)).into_iter();
    let theirs: Vec<_> = theirs
        .filter(|one| code(&one.message) == "clippy::disallowed_methods")
        .collect();
    let spans = |messages: Vec<CompilerMessage>| {
        let spans = messages.into_iter().flat_map(|one| one.message.spans);
        spans.filter(|span| span.is_primary).collect()
    };
    (spans(ours), spans(theirs))
}

fn clippy(manifest: &Path) -> String {
    let mut command = Command::new(env!("CARGO"));
    command
        .args([
            "clippy",
            "--message-format=json",
            "--quiet",
            "--manifest-path",
        ])
        .arg(manifest)
        .env("CARGO_TARGET_DIR", manifest.with_file_name("target"))
        .env("CLIPPY_CONF_DIR", manifest.parent().expect("a folder"))
        .env_remove("RUSTFLAGS");
    run(&mut command).stdout
}

#[test]
fn positions_are_those_of_rustc() {
    let (ours, theirs) = spans(SOURCE);
    assert_eq!(ours.len(), 2, "{ours:#?}");
    assert_eq!(ours, theirs);
    let (ours, theirs) = spans(&SOURCE.replace("\r\n", "\n").replace('\u{feff}', ""));
    assert_eq!(ours.len(), 2, "{ours:#?}");
    assert_eq!(ours, theirs);
}
