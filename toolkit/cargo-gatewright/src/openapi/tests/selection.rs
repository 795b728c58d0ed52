//! The functions that have a document, and the files that it is written to.

use crate::openapi::{files, several, with_routes};
use crate::workspace::Described;
use gatewright_manifest::Manifest;
use serde_json::json;
use std::fs;

fn function(name: &str, has_route: bool) -> Described {
    let place = json!({"function": "one", "module": "m", "file": "src/main.rs", "line": 1});
    let mut handler = if has_route {
        json!({"kind": "route", "method": "GET", "template": "/"})
    } else {
        json!({"kind": "operation", "name": "one"})
    };
    for (name, value) in place.as_object().expect("an object") {
        handler[name] = value.clone();
    }
    let manifest = json!({"version": 1, "function": {"name": name}, "handlers": [handler]});
    Described {
        package: format!("{name}-package"),
        folder: "folder".into(),
        binary: name.to_owned(),
        manifest: Manifest::from_json(&manifest.to_string()).expect("a manifest"),
    }
}

#[test]
fn functions_without_routes_have_no_document() {
    let all = vec![function("api", true), function("jobs", false)];
    let found = with_routes(all).unwrap_or_default();
    let names: Vec<_> = found.iter().map(|one| one.binary.as_str()).collect();
    assert_eq!(names, ["api"]);
    let Err(error) = with_routes(vec![function("jobs", false)]) else {
        panic!("expected an error");
    };
    assert!(
        error.to_string().starts_with("expected a function with HTTP routes, found none in `jobs`\n  = help: annotate a handler"),
        "{error}"
    );
}

#[test]
fn several_functions_need_a_choice() {
    let error = several(&[function("api", true), function("admin", true)]).to_string();
    assert!(
        error.starts_with("expected one function with routes, found 2: `api`, `admin`"),
        "{error}"
    );
    assert!(error.contains("help: select one with `--package api-package`, or write a document for each with `--output-dir DIR`"), "{error}");
}

#[test]
fn existing_file_keeps_its_bytes() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let path = folder.path().join("api/openapi.json");
    assert_eq!(files::write(&path, "{}\n"), Ok(()));
    let error = files::write(&path, "other")
        .expect_err("the file exists")
        .to_string();
    assert!(
        error.contains("exists already, and is not overwritten") && error.contains("--check"),
        "{error}"
    );
    assert_eq!(fs::read_to_string(&path).expect("the file"), "{}\n");
    // Nothing is left beside it.
    assert_eq!(
        fs::read_dir(folder.path().join("api"))
            .expect("the folder")
            .count(),
        1
    );
}
