//! `cargo gatewright openapi`: files that cannot be compared. They are read before anything is built.

use crate::support::{checked, gatewright, run};
use std::fs;

/// The error message for a committed file with this text.
fn refused(name: &str, text: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join(name);
    fs::write(&path, text).expect("a file");
    let mut command = gatewright();
    command
        .args(["openapi", "--manifest-path"])
        .arg(checked("http-project").join("Cargo.toml"))
        .arg("--check")
        .arg(&path);
    let ran = run(&mut command);
    assert_eq!(
        (ran.code, ran.stdout.as_str()),
        (Some(2), ""),
        "{}",
        ran.stderr
    );
    ran.stderr.replace(&path.display().to_string(), name)
}

#[test]
fn file_that_is_not_openapi_is_refused() {
    let message = refused("other.json", r#"{"name": "shop"}"#);
    assert!(
        message.starts_with(
            "error: expected an OpenAPI document in `other.json`, found an object without the member `openapi`; its first member is `name`\n  = help: write one from the code: cargo gatewright openapi --output openapi.json"
        ),
        "{message}"
    );
    assert!(refused("list.yaml", "- a\n- b\n").contains("found a list"));
    assert!(refused("text.yaml", "hello\n").contains("found `hello`"));
    assert!(refused("empty.json", "").contains("could not read `empty.json`: it is empty"));
}

#[test]
fn other_versions_are_refused_with_a_way_out() {
    let message = refused("old.yaml", "swagger: \"2.0\"\npaths: {}\n");
    assert!(
        message.contains("found Swagger 2.0") && message.contains("help: convert it to OpenAPI 3"),
        "{message}"
    );
    let message = refused("new.json", r#"{"openapi": "4.0.0"}"#);
    assert!(
        message.contains("found the version 4.0.0")
            && message.contains("note: OpenAPI 3.0, 3.1 and 3.2 are read"),
        "{message}"
    );
}

#[test]
fn broken_file_is_refused_with_its_place() {
    let message = refused("broken.json", "{\"openapi\": \"3.1.0\",\n \"paths\": }");
    assert!(
        message.contains("expected JSON: expected value at line 2 column 11"),
        "{message}"
    );
    let message = refused("broken.yaml", "openapi: 3.1.0\npaths: {a: [\n");
    assert!(
        message.contains("could not read `broken.yaml`") && message.contains("at line"),
        "{message}"
    );
    let message = refused("twice.yaml", "openapi: 3.1.0\nopenapi: 3.1.0\n");
    assert!(
        message.contains("`openapi` a second time at line 2"),
        "{message}"
    );
    // Nine levels of ten aliases each stand for a billion values.
    let mut bomb = String::from("openapi: 3.1.0\na0: &a0 [x]\n");
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    assert!(refused("bomb.yaml", &bomb).contains("more than 2000000 values"));
}

#[test]
fn options_that_exclude_each_other_are_refused() {
    let mut command = gatewright();
    command.args(["openapi", "--check", "a.json", "--output", "b.json"]);
    let ran = run(&mut command);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("cannot be used with"), "{}", ran.stderr);
    let mut command = gatewright();
    command.args(["openapi", "--json", "--format", "yaml"]);
    let ran = run(&mut command);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("exclude each other"), "{}", ran.stderr);
}
