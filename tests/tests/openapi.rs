//! `cargo gatewright openapi` of the example `shop`, judged by other implementations: openapi-spec-validator and Redocly read the
//! document, and schemathesis sends requests made from it to the function.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::command::{Finished, run};
use gatewright_tests::local::Local;
use gatewright_tests::target_dir::{target_dir, workspace_root};
use gatewright_tests::tools::Tools;
use serde_json::{Value, json};

/// A debug build of the shop from nothing.
const LIMIT: Duration = Duration::from_secs(10 * 60);

fn openapi(options: &[&str]) -> Result<Finished> {
    openapi_of("examples/shop", options)
}

/// `cargo gatewright openapi` in a folder of the workspace.
fn openapi_of(folder: &str, options: &[&str]) -> Result<Finished> {
    let gatewright = build("cargo-gatewright", "cargo-gatewright", Profile::Debug)?;
    let mut command = Command::new(gatewright);
    command
        .args(["gatewright", "openapi", "--manifest-path"])
        .arg(workspace_root().join(folder).join("Cargo.toml"))
        .args(options)
        .env("CARGO_TARGET_DIR", target_dir()?);
    run(&mut command, b"", LIMIT)
}

/// Writes the document of the shop into a folder.
fn written(folder: &Path, format: &str) -> Result<PathBuf> {
    let path = folder.join(format!("openapi.{format}"));
    let shown = path.to_str().context("expected a UTF-8 path")?;
    let ran = openapi(&["--format", format, "--output", shown])?.expect_success("openapi")?;
    ensure!(
        !ran.stderr.contains("remark"),
        "the shop is not described as a whole:\n{}",
        ran.stderr
    );
    Ok(path)
}

fn document() -> Result<Value> {
    let ran = openapi(&["--quiet"])?.expect_success("openapi")?;
    Ok(serde_json::from_str(&ran.stdout_text())?)
}

/// Returns the path of the document that an example commits.
fn committed(example: &str) -> PathBuf {
    let folder = workspace_root().join("examples").join(example);
    folder.join("openapi.json")
}

#[test]
fn committed_documents_are_those_of_the_code() -> Result<()> {
    for example in ["shop", "notes"] {
        let committed = committed(example);
        let shown = committed.to_str().context("expected a UTF-8 path")?;
        let ran = openapi_of(&format!("examples/{example}"), &["--check", shown])?;
        ensure!(
            ran.status.success(),
            "{}\nhelp: cargo run -p cargo-gatewright -- gatewright openapi -p {example} > examples/{example}/openapi.json",
            ran.stdout_text()
        );
    }
    Ok(())
}

/// Its `Multipart`, its headers and its static assets are described in part, which remarks say.
#[test]
fn validator_accepts_the_document_of_the_notes() -> Result<()> {
    let mut validator = Command::new(Tools::get()?.python());
    validator
        .args(["-m", "openapi_spec_validator", "--schema", "3.1.0"])
        .arg(committed("notes"));
    run(&mut validator, b"", LIMIT)?.expect_success("openapi-spec-validator")?;
    Ok(())
}

/// Asserts that openapi-spec-validator accepts a document.
fn validate(document: &Path) -> Result<()> {
    let mut validator = Command::new(Tools::get()?.python());
    validator
        .args(["-m", "openapi_spec_validator", "--schema", "3.1.0"])
        .arg(document);
    run(&mut validator, b"", LIMIT)?.expect_success("openapi-spec-validator")?;
    Ok(())
}

#[test]
fn validators_accept_the_document() -> Result<()> {
    let tools = Tools::get()?;
    let folder = tempfile::tempdir()?;
    for format in ["json", "yaml"] {
        let path = written(folder.path(), format)?;
        validate(&path)?;
        let mut redocly = Command::new("node");
        redocly
            .arg(tools.node_modules()?.join("@redocly/cli/bin/cli.js"))
            .args(["lint", "--format", "json"])
            .arg(&path)
            .env("REDOCLY_TELEMETRY", "off")
            .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")
            .current_dir(folder.path());
        let linted = run(&mut redocly, b"", LIMIT)?.expect_success("redocly lint")?;
        let report: Value = serde_json::from_str(&linted.stdout_text())?;
        let problems = report["problems"].as_array().context("expected problems")?;
        // Modules have names, and no descriptions that the manifest knows.
        let others = problems
            .iter()
            .filter(|one| one["ruleId"] != "tag-description")
            .collect::<Vec<_>>();
        ensure!(others.is_empty(), "{others:#?}");
    }
    Ok(())
}

/// The statuses that a request may have although it fits its schema: the shop decides whether a product exists.
const CONFIGURATION: &str = r#"
[checks]
positive_data_acceptance.expected-statuses = ["2xx", "404", "422"]
"#;

/// JSON Schema takes `2.0` for an integer, and serde does not: the documentation says so. Numbers of requests are written as serde reads
/// them.
const HOOKS: &str = "
import schemathesis


def integers(value):
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [integers(item) for item in value]
    if isinstance(value, dict):
        return {name: integers(member) for name, member in value.items()}
    return value


@schemathesis.hook
def map_body(context, body):
    return integers(body)
";

/// Sends requests made from a document to the shop.
fn schemathesis(folder: &Path, document: &Path) -> Result<Finished> {
    schemathesis_of(("shop", "shop"), CONFIGURATION, folder, document)
}

/// Sends requests made from a document to a function: a package and its binary.
fn schemathesis_of(
    (package, binary): (&str, &str),
    configured: &str,
    folder: &Path,
    document: &Path,
) -> Result<Finished> {
    let tools = Tools::get()?;
    let configuration = folder.join("schemathesis.toml");
    fs::write(&configuration, configured)?;
    fs::write(folder.join("hooks.py"), HOOKS)?;
    let function = build(package, binary, Profile::Debug)?;
    let local = Local::serve(&function, binary)?;
    let mut schemathesis = Command::new(tools.command("schemathesis")?);
    schemathesis
        .arg("--config-file")
        .arg(&configuration)
        .arg("run")
        .arg(document)
        .args(["--url", local.endpoint()])
        .args(["--checks", "all", "--phases", "examples,coverage,fuzzing"])
        .args(["--max-examples", "25", "--workers", "1"])
        .args(["--generation-deterministic", "--no-color"])
        .env("SCHEMATHESIS_HOOKS", "hooks")
        .env("PYTHONPATH", folder)
        .env("NO_PROXY", "127.0.0.1")
        .env("no_proxy", "127.0.0.1")
        .current_dir(folder);
    run(&mut schemathesis, b"", LIMIT)
}

#[test]
fn function_answers_as_its_document_says() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = written(folder.path(), "json")?;
    let ran = schemathesis(folder.path(), &path)?.expect_success("schemathesis")?;
    let output = ran.stdout_text();
    ensure!(output.contains("Tested: 3"), "{output}");
    Ok(())
}

/// The other test could not fail if schemathesis did not compare answers with the document.
#[test]
fn document_with_a_wrong_reply_is_refuted() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut document = document()?;
    document["components"]["schemas"]["Product"]["properties"]["price_cents"]["type"] =
        "string".into();
    let path = folder.path().join("wrong.json");
    fs::write(&path, document.to_string())?;
    let ran = schemathesis(folder.path(), &path)?;
    let output = ran.stdout_text();
    assert_eq!(ran.status.code(), Some(1), "{output}");
    ensure!(output.contains("GET /products"), "{output}");
    Ok(())
}

/// A request that fits the document is accepted, and one that does not is refused with a response of the document.
const EXACT: &str = r#"
[checks]
positive_data_acceptance.expected-statuses = ["2xx"]
negative_data_rejection.expected-statuses = ["400", "404", "405", "415", "422"]
"#;

/// A reply always has the age of a guest, and a request need not, so the schema of requests has a name of its own.
const BOOKING: &str = "Booking-Input";

const VALIDATED: (&str, &str) = ("gatewright-fixture-validated", "validated");

fn validated_document(folder: &Path) -> Result<(PathBuf, Value)> {
    let ran = openapi_of("tests/functions/validated", &["--quiet"])?.expect_success("openapi")?;
    let path = folder.join("openapi.json");
    fs::write(&path, ran.stdout_text())?;
    Ok((path, serde_json::from_str(&ran.stdout_text())?))
}

#[test]
fn constraints_are_those_that_the_function_checks() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (path, document) = validated_document(folder.path())?;
    validate(&path)?;
    // https://json-schema.org/draft/2020-12/json-schema-validation#section-6
    let booking = &document["components"]["schemas"][BOOKING]["properties"];
    assert_eq!(booking["paidBy"]["maxLength"], 80);
    assert_eq!(booking["tags"]["maxItems"], 3);
    assert_eq!(booking["tags"]["items"]["maxLength"], 10);
    let limit = &document["paths"]["/bookings"]["get"]["parameters"][0]["schema"];
    assert_eq!(
        (&limit["minimum"], &limit["maximum"]),
        (&json!(1), &json!(100))
    );

    let ran = schemathesis_of(VALIDATED, EXACT, folder.path(), &path)?;
    let output = ran.expect_success("schemathesis")?.stdout_text();
    ensure!(output.contains("Tested: 2"), "{output}");
    Ok(())
}

/// The other test could not fail if schemathesis did not keep to the constraints.
#[test]
fn looser_constraint_in_the_document_is_refuted() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (path, mut document) = validated_document(folder.path())?;
    let nights = &mut document["components"]["schemas"][BOOKING]["properties"]["nights"];
    assert_eq!(nights["maximum"], 1_000);
    nights["maximum"] = 2_000.into();
    fs::write(&path, document.to_string())?;
    let ran = schemathesis_of(VALIDATED, EXACT, folder.path(), &path)?;
    let output = ran.stdout_text();
    assert_eq!(ran.status.code(), Some(1), "{output}");
    ensure!(output.contains("POST /bookings"), "{output}");
    Ok(())
}

#[test]
fn document_of_the_shop_says_what_its_types_say() -> Result<()> {
    let document = document()?;
    let quote = &document["paths"]["/quotes"]["post"];
    assert_eq!(quote["summary"], "Calculates what an order would cost.");
    let content = &quote["requestBody"]["content"]["application/json"];
    assert_eq!(
        content["schema"],
        json!({"$ref": "#/components/schemas/QuoteRequest"})
    );
    assert!(content["examples"].is_object());
    // `ShopError::UnknownSku` is a 422 with the member `sku`.
    assert!(quote["responses"]["422"]["content"]["application/problem+json"].is_object());
    let parameters = &document["paths"]["/products"]["get"]["parameters"];
    let names: Vec<_> = parameters
        .as_array()
        .context("expected parameters")?
        .iter()
        .map(|one| (one["name"].as_str(), one["required"].as_bool()))
        .collect();
    assert_eq!(
        names,
        [
            (Some("category"), Some(false)),
            (Some("limit"), Some(false))
        ]
    );
    Ok(())
}

#[test]
fn drift_is_found_with_class_and_exit_code() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut changed = document()?;
    let check = |changed: &Value, options: &[&str]| -> Result<(Option<i32>, Value)> {
        let path = folder.path().join("changed.json");
        fs::write(&path, changed.to_string())?;
        let shown = path.to_str().context("expected a UTF-8 path")?;
        let ran = openapi(&[&["--quiet", "--json", "--check", shown], options].concat())?;
        Ok((ran.status.code(), serde_json::from_str(&ran.stdout_text())?))
    };
    changed["info"]["description"] = "Another text".into();
    let (code, report) = check(&changed, &[])?;
    assert_eq!(
        (code, &report["breaking"], &report["compatible"]),
        (Some(1), &json!(0), &json!(1))
    );
    let (code, _) = check(&changed, &["--fail-on", "breaking"])?;
    assert_eq!(code, Some(0));
    changed["paths"]["/old"] = json!({"get": {"responses": {"200": {"description": "OK"}}}});
    let (code, report) = check(&changed, &["--fail-on", "breaking"])?;
    assert_eq!((code, &report["breaking"]), (Some(1), &json!(1)));
    assert_eq!(
        report["changes"][0],
        json!({
            "class": "breaking",
            "rule": "api-path-removed",
            "text": "the path `/old` was removed",
            "file": "/paths/~1old",
            "code": null,
        })
    );
    Ok(())
}

#[test]
fn function_without_routes_has_no_document() -> Result<()> {
    let gatewright = build("cargo-gatewright", "cargo-gatewright", Profile::Debug)?;
    let mut command = Command::new(gatewright);
    command
        .args(["gatewright", "openapi", "--quiet", "--manifest-path"])
        .arg(workspace_root().join("examples/fanout/Cargo.toml"))
        .env("CARGO_TARGET_DIR", target_dir()?);
    let ran = run(&mut command, b"", LIMIT)?;
    assert_eq!(
        (ran.status.code(), ran.stdout_text()),
        (Some(2), String::new())
    );
    ensure!(
        ran.stderr
            .contains("expected a function with HTTP routes, found none in `fanout`")
            && ran.stderr.contains("help: annotate a handler with a route"),
        "{}",
        ran.stderr
    );
    Ok(())
}
