//! `cargo gatewright template --check` as users run it.

use crate::support::{Ran, gatewright, run};
use std::path::Path;

/// A run on a file, with the functions of an example.
fn check(file: &Path, options: &[&str]) -> Ran {
    run(gatewright()
        .args([
            "template",
            "--manifest-path",
            manifest().as_str(),
            "--quiet",
            "--check",
        ])
        .arg(file)
        .args(options))
}

fn manifest() -> String {
    format!(
        "{}/../../examples/fanout/Cargo.toml",
        env!("CARGO_MANIFEST_DIR")
    )
}

#[test]
fn a_written_template_is_equal_and_an_edit_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("template.yaml");
    let written = run(gatewright()
        .args([
            "template",
            "--manifest-path",
            manifest().as_str(),
            "--quiet",
            "--output",
        ])
        .arg(&file));
    assert_eq!(written.code, Some(0), "{}", written.stderr);
    let equal = check(&file, &[]);
    assert_eq!(equal.code, Some(0), "{}\n{}", equal.stdout, equal.stderr);
    assert!(
        equal.stdout.contains("no difference in "),
        "{}",
        equal.stdout
    );

    let text = std::fs::read_to_string(&file).expect("the template");
    let line = text
        .lines()
        .position(|line| line.trim_start().starts_with("MemorySize:"))
        .expect("a memory size");
    let memory = text.lines().nth(line).expect("the line").to_owned();
    std::fs::write(&file, text.replacen(&memory, "      MemorySize: 4096", 1)).expect("a file");
    let differs = check(&file, &[]);
    assert_eq!(
        differs.code,
        Some(1),
        "{}\n{}",
        differs.stdout,
        differs.stderr
    );
    let place = format!("--> {}:{}:19", file.display(), line + 1);
    assert!(
        differs.stdout.contains("error: `MemorySize` of "),
        "{}",
        differs.stdout
    );
    assert!(
        differs.stdout.contains("is 4096 MB in the template, and "),
        "{}",
        differs.stdout
    );
    assert!(
        differs.stdout.contains(&place),
        "{place}\n{}",
        differs.stdout
    );
    // The place in the code is the option of the attribute.
    assert!(
        differs.stdout.contains("::: examples/fanout/src/main.rs:"),
        "{}",
        differs.stdout
    );
    assert!(
        differs.stdout.contains("|     memory = "),
        "{}",
        differs.stdout
    );
    assert!(
        differs.stdout.contains("1 difference in "),
        "{}",
        differs.stdout
    );

    let json = check(&file, &["--json"]);
    assert_eq!(json.code, Some(1));
    let json = json.json();
    assert_eq!(json["version"], 1);
    let finding = &json["findings"][0];
    assert_eq!(finding["level"], "error");
    assert_eq!(finding["field"], "MemorySize");
    assert_eq!(finding["template"]["value"], "4096 MB");
    assert_eq!(finding["template"]["line"], line + 1);
    assert_eq!(finding["template"]["column"], 19);
    assert_eq!(finding["code"]["file"], "examples/fanout/src/main.rs");
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_file_that_cannot_be_read_ends_with_two_before_any_build() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("template.yaml");
    let absent = check(&file, &[]);
    assert_eq!(absent.code, Some(2), "{}", absent.stdout);
    assert!(
        absent.stderr.contains("error: could not read the template"),
        "{}",
        absent.stderr
    );
    for (text, expected) in [
        ("", "expected a template, found nothing"),
        ("Resources:\n\tA: 1\n", "found a tab in the indentation"),
        ("Resources:\n  A: !ref B\n", "help: write `!Ref`"),
        (
            "service: shop\n",
            "found `service` of the Serverless Framework",
        ),
    ] {
        std::fs::write(&file, text).expect("a file");
        let refused = check(&file, &[]);
        assert_eq!(refused.code, Some(2), "{text}");
        assert!(refused.stderr.contains(expected), "{}", refused.stderr);
        assert!(refused.stderr.contains("= help: "), "{}", refused.stderr);
        assert_eq!(refused.stdout, "");
    }
    let folder = check(folder.path(), &[]);
    assert_eq!(folder.code, Some(2));
    assert!(
        folder.stderr.contains("found the directory"),
        "{}",
        folder.stderr
    );
}

#[test]
fn a_check_writes_nothing() {
    for option in [["--output", "new.yaml"], ["--format", "sam"]] {
        let refused = check(Path::new("template.yaml"), &option);
        assert_eq!(refused.code, Some(2));
        assert!(
            refused.stderr.contains("cannot be used with"),
            "{}",
            refused.stderr
        );
    }
}
