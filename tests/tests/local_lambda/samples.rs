//! Sample events of a function, which its own handlers take.

use anyhow::{Context, Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::local::invoke_command;
use serde_json::Value;

#[test]
fn sample_event_reaches_the_handler() -> Result<()> {
    let shop = build("shop", "shop", Profile::Debug)?;
    let folder = tempfile::tempdir()?;
    for (kind, member) in [
        ("http", "statusCode"),
        ("create_quote", "statusCode"),
        ("sqs", "batchItemFailures"),
    ] {
        let file = folder.path().join(kind);
        let file = file.to_str().context("a path in UTF-8")?;
        let written = invoke_command(&shop, &["--generate", kind, file])?;
        ensure!(
            written.status.success() && written.stdout.is_empty(),
            "{written:?}"
        );
        let printed = invoke_command(&shop, &["--generate", kind])?;
        ensure!(
            printed.stdout_text() == std::fs::read_to_string(file)?,
            "{printed:?}"
        );
        let answered = invoke_command(&shop, &[file])?;
        ensure!(answered.status.code() == Some(0), "{kind}: {answered:?}");
        let reply: Value = serde_json::from_slice(&answered.stdout)?;
        ensure!(!reply[member].is_null(), "{kind}: {reply}");
    }
    let unknown = invoke_command(&shop, &["--generate", "kinesis"])?;
    ensure!(unknown.status.code() == Some(2), "{unknown:?}");
    ensure!(
        unknown
            .stderr
            .contains("help: pass one of http, operation, sqs"),
        "{unknown:?}"
    );
    Ok(())
}
