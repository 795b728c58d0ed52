//! The function on a desk: without AWS and without a stand-in.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use gatewright_tests::command::run;
use gatewright_tests::local::outside_lambda;
use serde_json::Value;

const LIMIT: Duration = Duration::from_secs(60);

/// Runs `notes invoke events/{name}.json` with a folder for temporary files, and returns the reply.
fn invoke(name: &str, folder: &Path) -> Result<Value> {
    let mut command = outside_lambda(Path::new(env!("CARGO_BIN_EXE_notes")));
    command
        .arg("invoke")
        .arg(format!("{}/events/{name}.json", env!("CARGO_MANIFEST_DIR")))
        .env("TMPDIR", folder)
        .env_remove("AWS_ENDPOINT_URL")
        .env_remove("AWS_REGION");
    let ran = run(&mut command, b"", LIMIT)?.expect_success(name)?;
    Ok(serde_json::from_str(&ran.stdout_text())?)
}

#[test]
fn notes_are_kept_in_a_folder_without_aws() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let created = invoke("create-note", folder.path())?;
    assert_eq!(created["statusCode"], 201, "{created}");
    let body = created["body"].as_str().context("a body")?;
    let created: Value = serde_json::from_str(body)?;
    // Another process, as another execution environment is.
    let list = invoke("list-notes", folder.path())?;
    let list: Value = serde_json::from_str(list["body"].as_str().context("a body")?)?;
    assert_eq!(list, Value::from(vec![created]));
    for (name, status) in [
        ("create-account", 201),
        ("create-account", 409),
        ("sign-in-wrong-password", 401),
        ("attach-file-unknown-note", 404),
    ] {
        let reply = invoke(name, folder.path())?;
        assert_eq!(reply["statusCode"], status, "{reply}");
    }
    Ok(())
}
