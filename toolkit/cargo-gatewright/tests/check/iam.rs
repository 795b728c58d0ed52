//! `iam` on the crate `calls`, which calls AWS in every form. Stand-ins with the paths of the SDK's crates keep it small.
//!
//! The expected actions are those of the Service Authorization Reference for the operations in the source.

use crate::support::{Ran, checked, gatewright, run};
use serde_json::Value;
use std::path::Path;

fn iam(options: &[&str]) -> Ran {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("checked")
        .join("calls");
    let mut command = gatewright();
    command
        .args(["iam", "--offline", "--manifest-path"])
        .arg(checked("calls").join("Cargo.toml"))
        .args(options)
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS");
    run(&mut command)
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().expect("a string")
}

/// `action resource` of each reason, without the part of an ARN before the account, sorted and once.
fn actions(function: &Value) -> Vec<String> {
    let list = function["actions"].as_array().expect("a list");
    let mut lines: Vec<String> = list
        .iter()
        .map(|one| {
            let resource = text(one, "resource").replace("arn:${AWS::Partition}:", "");
            let resource = resource
                .rsplit("${AWS::AccountId}:")
                .next()
                .unwrap_or_default()
                .to_owned();
            format!("{} {resource}", text(one, "action"))
        })
        .collect();
    lines.sort();
    lines.dedup();
    lines
}

#[test]
fn every_form_of_a_call_is_found_with_its_resource() {
    let ran = iam(&["--json"]);
    let json = ran.json();
    let function = &json["functions"][0];
    let expected = [
        // `index_name` is set under a condition, so the table itself may be queried too.
        "dynamodb:BatchWriteItem table/batches",
        "dynamodb:ConditionCheckItem table/accounts",
        "dynamodb:DeleteItem ${DynamodbTableArn}",
        "dynamodb:DeleteItem table/inputs",
        "dynamodb:DescribeTable table/made",
        "dynamodb:GetItem table/first",
        "dynamodb:GetItem table/repository",
        "dynamodb:GetItem table/second",
        "dynamodb:PartiQLSelect table/Music",
        "dynamodb:PutItem table/entries",
        "dynamodb:PutItem table/orders",
        "dynamodb:Query table/orders",
        "dynamodb:Query table/orders/index/by-date",
        "dynamodb:Scan table/${CustomersTable}",
        "dynamodb:UpdateItem table/closed",
        "events:PutEvents event-bus/orders-bus",
        "s3:GetObject s3:::${Reports}/*",
        "s3:GetObjectVersion s3:::${Reports}/*",
        "s3:ListAllMyBuckets *",
        "s3:ListBucket s3:::${Reports}",
        "s3:ListBucket s3:::copies",
        "s3:PutObject s3:::archive/*",
        "s3:PutObject s3:::copies/*",
        "s3:PutObjectAcl s3:::archive/*",
        "sqs:SendMessage ${OrdersQueueName}",
    ];
    assert_eq!(actions(function), expected, "{}", ran.stderr);
    let unresolved = function["unresolved"].as_array().expect("a list");
    let unresolved: Vec<&str> = unresolved.iter().map(|one| text(one, "what")).collect();
    assert_eq!(unresolved, ["dynamodb guess_item"]);
    assert_eq!(ran.code, Some(1), "an operation is not covered");
}

#[test]
fn reason_has_the_line_of_its_call() {
    let json = iam(&["--json"]).json();
    let list = json["functions"][0]["actions"]
        .as_array()
        .expect("a list")
        .clone();
    let place = |action: &str, end: &str| {
        let one = list
            .iter()
            .find(|one| text(one, "action") == action && text(one, "resource").ends_with(end))
            .unwrap_or_else(|| panic!("{action} on {end}"));
        (
            text(one, "file").to_owned(),
            one["line"].as_u64().expect("a line"),
        )
    };
    for (action, end, file, call) in [
        (
            "dynamodb:UpdateItem",
            "table/closed",
            "function/src/main.rs",
            ".update_item()",
        ),
        (
            "dynamodb:Scan",
            "${CustomersTable}",
            "function/src/main.rs",
            "Client::scan(",
        ),
        (
            "sqs:SendMessage",
            "${OrdersQueueName}",
            "helper/src/lib.rs",
            ".send_message_batch()",
        ),
    ] {
        let source = std::fs::read_to_string(checked("calls").join(file)).expect("a source");
        let line = source
            .lines()
            .position(|line| line.contains(call))
            .expect("the call")
            + 1;
        assert_eq!(place(action, end), (file.to_owned(), line as u64));
    }
}

#[test]
fn document_can_be_pasted_and_reasons_stand_beside_it() {
    let ran = iam(&[
        "-p",
        "second",
        "--region",
        "eu-west-1",
        "--account",
        "123456789012",
        "--env",
        "ORDERS_QUEUE_URL=https://sqs.eu-west-1.amazonaws.com/123456789012/orders",
    ]);
    assert_eq!(
        ran.json(),
        serde_json::json!({
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "SqsQueueJobs",
                    "Effect": "Allow",
                    "Action": ["sqs:SendMessage"],
                    "Resource": "arn:aws:sqs:eu-west-1:123456789012:jobs",
                },
                {
                    "Sid": "SqsQueueOrders",
                    "Effect": "Allow",
                    "Action": ["sqs:SendMessage"],
                    "Resource": "arn:aws:sqs:eu-west-1:123456789012:orders",
                },
            ],
        })
    );
    assert!(ran.stdout.starts_with("{\n  \"Version\""), "{}", ran.stdout);
    assert!(
        ran.stderr
            .contains("sqs:SendMessage  sqs SendMessage at second/src/main.rs:4"),
        "{}",
        ran.stderr
    );
    assert_eq!(ran.code, Some(0), "everything is covered");
}

#[test]
fn several_functions_are_one_object_and_placeholders_are_explained() {
    let ran = iam(&["--workspace"]);
    let json = ran.json();
    let names: Vec<&String> = json.as_object().expect("an object").keys().collect();
    assert_eq!(names, ["calls", "second"]);
    for line in [
        "note: `${OrdersQueueName}` is the name after the last slash of ORDERS_QUEUE_URL: `--env ORDERS_QUEUE_URL=…` fills it in",
        "note: `${DynamodbTableArn}` is an ARN that the code does not show: that of the table",
        "not covered: calls: dynamodb guess_item at function/src/main.rs:",
    ] {
        assert!(ran.stderr.contains(line), "{line}\n{}", ran.stderr);
    }
}

#[test]
fn wrong_value_is_an_error_with_help() {
    for (options, message) in [
        (
            ["--env", "TABLE"],
            "error: `--env` takes NAME=VALUE, found `TABLE`\n  = help: --env ORDERS_TABLE=orders\n",
        ),
        (
            ["--account", "12"],
            "error: `--account` must have 12 digits, found `12`\n  = help: `aws sts get-caller-identity` prints it\n",
        ),
    ] {
        let ran = iam(&options);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(2), message));
    }
}
