//! `cargo gatewright template` on functions that print a manifest, because what a template is made of is the manifest.

use crate::support::{Ran, gatewright, run};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A workspace of functions, each with the manifest that it prints.
fn workspace(functions: &[(&str, Value)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let root = folder.path();
    let names: Vec<&str> = functions.iter().map(|(name, _)| *name).collect();
    let manifest = format!("[workspace]\nmembers = {names:?}\nresolver = \"3\"\n");
    fs::write(root.join("Cargo.toml"), manifest).unwrap();
    // It has the name of the runtime, which tells functions from other packages.
    package(root, "gatewright", "", "lib.rs", "");
    for (name, manifest) in functions {
        let dependency = "[dependencies]\ngatewright = { path = \"../gatewright\" }\n";
        let main = "use gatewright as _;\nfn main() { println!(\"{}\", include_str!(\"manifest.json\")); }\n";
        package(root, name, dependency, "main.rs", main);
        fs::write(
            root.join(name).join("src/manifest.json"),
            manifest.to_string(),
        )
        .unwrap();
    }
    folder
}

fn package(root: &Path, name: &str, dependency: &str, file: &str, source: &str) {
    let folder = root.join(name).join("src");
    fs::create_dir_all(&folder).unwrap();
    let manifest = format!(
        "[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n{dependency}"
    );
    fs::write(root.join(name).join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join(file), source).unwrap();
}

fn template(workspace: &TempDir, options: &[&str]) -> Ran {
    let mut command = gatewright();
    command
        .args(["template", "--workspace", "--quiet"])
        .args(options)
        .current_dir(workspace.path())
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS");
    run(&mut command)
}

fn manifest(name: &str) -> Value {
    json!({"version": 1, "function": {"name": name}})
}

fn queue_handler(name: &str) -> Value {
    json!({
        "kind": "source", "source": "sqs", "name": name, "function": "take", "module": "orders::orders",
        "file": "orders/src/main.rs", "line": 7, "batch": {"concurrency": 1, "reports_item_failures": true},
    })
}

#[test]
fn existing_file_is_refused_and_kept() {
    let workspace = workspace(&[("orders", manifest("orders"))]);
    let path = workspace.path().join("template.yaml");
    fs::write(&path, "mine").unwrap();
    let ran = template(&workspace, &["--output", "template.yaml"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("the file `template.yaml` exists"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("--check template.yaml"),
        "{}",
        ran.stderr
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
}

#[test]
fn missing_directory_is_an_error_with_a_next_step() {
    let workspace = workspace(&[("orders", manifest("orders"))]);
    let ran = template(&workspace, &["--output", "no/such/template.yaml"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stdout);
    assert!(
        ran.stderr
            .contains("could not write `no/such/template.yaml`"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("help: "), "{}", ran.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn full_disk_is_an_error() {
    let workspace = workspace(&[("orders", manifest("orders"))]);
    let mut command = gatewright();
    command
        .args(["template", "--workspace", "--quiet"])
        .current_dir(workspace.path())
        .env_remove("CARGO_TARGET_DIR")
        .stdout(
            fs::OpenOptions::new()
                .write(true)
                .open("/dev/full")
                .unwrap(),
        );
    let ran = run(&mut command);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
}

#[test]
fn long_name_and_equal_ids_are_errors() {
    let long = "a".repeat(65);
    let one = workspace(&[("orders", manifest(&long))]);
    let ran = template(&one, &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("at most 64 characters, found 65"),
        "{}",
        ran.stderr
    );

    let two = workspace(&[
        ("one", manifest("order-api")),
        ("two", manifest("order_api")),
    ]);
    let ran = template(&two, &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("the logical id `OrderApiFunction`"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("`order-api`") && ran.stderr.contains("`order_api`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn visibility_timeout_is_a_remark_with_its_place() {
    let mut one = manifest("orders");
    one["function"]["timeout_ms"] = json!(30_000);
    one["handlers"] = json!([queue_handler("new-orders")]);
    let ran = template(&workspace(&[("orders", one)]), &["--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let json = ran.json();
    assert_eq!(json["format"], "sam");
    let remark = &json["remarks"][0];
    // Six times the timeout: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    assert!(
        remark["help"]
            .as_str()
            .unwrap()
            .contains("VisibilityTimeout: 180"),
        "{remark}"
    );
    assert_eq!(remark["file"], "orders/src/main.rs");
    assert_eq!(remark["line"], 7);
}

#[test]
fn functions_that_name_one_queue_share_its_parameter() {
    let with_queue = |name: &str| {
        let mut one = manifest(name);
        one["handlers"] = json!([queue_handler("new-orders")]);
        one["environment"] = json!([{"name": "STAGE", "required": true}]);
        one
    };
    let workspace = workspace(&[("one", with_queue("one")), ("two", with_queue("two"))]);
    let ran = template(&workspace, &["--format", "cloudformation"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(
        ran.stdout.matches("\n  NewOrdersQueueArn:\n").count(),
        1,
        "{}",
        ran.stdout
    );
    // Variables of one name may have two values.
    for parameter in ["\n  OneStage:\n", "\n  TwoStage:\n"] {
        assert!(ran.stdout.contains(parameter), "{}", ran.stdout);
    }
}

#[test]
fn equal_input_gives_equal_output() {
    let mut one = manifest("orders");
    one["handlers"] = json!([queue_handler("new-orders")]);
    let workspace = workspace(&[("orders", one)]);
    for format in ["sam", "cloudformation", "cdk", "terraform"] {
        let [first, second] =
            [(); 2].map(|()| template(&workspace, &["--format", format, "--alarms"]));
        assert_eq!(first.code, Some(0), "{format}: {}", first.stderr);
        assert_eq!(first.stdout, second.stdout, "{format}");
        assert!(!first.stdout.is_empty(), "{format}");
    }
}
