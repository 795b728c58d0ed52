//! The samples of `invoke --generate`: they reach the handler of their source, and have the shape of AWS's own examples.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use gatewright_local::{Function, sample_event};
use gatewright_tests::command::run;
use gatewright_tests::target_dir::workspace_root;
use serde_json::{Value, json};

use super::sources::{generated, kind_of};

/// A function that takes every event.
fn function() -> Function {
    let manifest = json!({
        "version": 1,
        "function": { "name": "any" },
        "handlers": [{ "kind": "whole_event", "function": "any" }],
    });
    Function::new("any").manifest(manifest.to_string())
}

fn sample(kind: &str) -> Result<Value> {
    let event = sample_event(&function(), kind).map_err(anyhow::Error::msg)?;
    Ok(serde_json::from_str(&event)?)
}

const TRIGGERS: [&str; 5] = ["http_api", "rest_api", "function_url", "alb", "vpc_lattice"];

#[test]
fn sample_reaches_the_handler_of_its_source() -> Result<()> {
    for trigger in TRIGGERS {
        let kind = kind_of(sample(trigger)?.to_string().as_bytes());
        ensure!(kind == "http", "{trigger}: found {kind}");
    }
    for source in gatewright_tables::SOURCES {
        let attribute = source.attribute;
        // Those take any JSON.
        if ["event", "fallback"].contains(&attribute) {
            continue;
        }
        let kind = kind_of(sample(attribute)?.to_string().as_bytes());
        ensure!(kind == attribute, "{attribute}: found {kind}");
    }
    Ok(())
}

/// Events that AWS's tools generate, and fixtures of `aws_lambda_events`, for each kind.
const EXAMPLES: &[(&str, &[&str], &[&str])] = &[
    (
        "http_api",
        &["apigateway http-api-proxy"],
        &["apigw-v2-request-no-authorizer"],
    ),
    (
        "function_url",
        &["apigateway http-api-proxy"],
        &["apigw-v2-request-no-authorizer"],
    ),
    (
        "rest_api",
        &["apigateway aws-proxy"],
        &["apigw-console-test-request", "apigw-sam-rest-request"],
    ),
    (
        "alb",
        &["alb request"],
        &["alb-lambda-target-request-headers-only"],
    ),
    ("vpc_lattice", &[], &["vpc-lattice-v2-request"]),
    (
        "authorizer",
        &["apigateway request-authorizer"],
        &["apigw-custom-auth-request-type-request"],
    ),
    (
        "websocket",
        &[],
        &[
            "apigw-websocket-request",
            "apigw-websocket-request-without-method",
        ],
    ),
    ("sqs", &["sqs receive-message"], &["sqs-event"]),
    ("kinesis", &["kinesis get-records"], &["kinesis-event"]),
    ("dynamodb", &["dynamodb update"], &["dynamodb-event"]),
    ("kafka", &[], &["kafka-event"]),
    (
        "mq",
        &[],
        &["activemq-event", "activemq-event-null-properties"],
    ),
    (
        "firehose",
        &["kinesis kinesis-firehose"],
        &["firehose-event"],
    ),
    ("sns", &["sns notification"], &["sns-event"]),
    ("s3", &["s3 put"], &["s3-event"]),
    (
        "schedule",
        &["cloudwatch scheduled-event"],
        &["eventbridge-schedule"],
    ),
    (
        "eventbridge",
        &["cloudwatch scheduled-event"],
        &["eventbridge-event-obj", "eventbridge-schedule"],
    ),
    ("logs", &["cloudwatch logs"], &["cloudwatch_logs-event"]),
    ("cognito", &[], &["cognito-event-userpools-presignup"]),
    (
        "appsync",
        &["appsync resolver"],
        &["appsync-direct-resolver"],
    ),
];

/// Members whose own members are names of the user.
const MAPS: &[&str] = &[
    "headers",
    "multiValueHeaders",
    "queryStringParameters",
    "multiValueQueryStringParameters",
    "pathParameters",
    "stageVariables",
    "identity",
    "Keys",
    "NewImage",
    "detail",
    "arguments",
    "messageAttributes",
    "MessageAttributes",
    "properties",
    "userAttributes",
    "records",
];

#[test]
fn members_of_a_sample_are_those_of_an_example() -> Result<()> {
    let generated = generated()?;
    let fixtures = fixtures()?;
    let mut wrong = Vec::new();
    for (kind, names, files) in EXAMPLES {
        let mut examples = Vec::new();
        for name in *names {
            let found = generated.iter().find(|(known, _)| known == name);
            let (_, event) = found.with_context(|| format!("SAM generates `{name}`"))?;
            examples.push(serde_json::from_str(event)?);
        }
        for file in *files {
            let path = fixtures.join(format!("example-{file}.json"));
            let event = fs::read(&path).with_context(|| path.display().to_string())?;
            examples.push(serde_json::from_slice(&event)?);
        }
        compare(kind, &sample(kind)?, &examples, &mut wrong);
    }
    ensure!(wrong.is_empty(), "{wrong:#?}");
    Ok(())
}

/// Notes each member of the sample that no example has, or that has another type in all of them.
fn compare(place: &str, sample: &Value, examples: &[Value], wrong: &mut Vec<String>) {
    match sample {
        Value::Object(members) => {
            for (name, value) in members {
                let place = format!("{place}.{name}");
                let known: Vec<_> = examples
                    .iter()
                    .filter_map(|example| example.get(name).cloned())
                    .collect();
                if known.is_empty() {
                    wrong.push(format!("{place}: not in an example"));
                } else if !MAPS.contains(&name.as_str()) || value.is_array() {
                    compare(&place, value, &known, wrong);
                }
            }
        }
        Value::Array(items) => {
            let known: Vec<_> = examples
                .iter()
                .filter_map(Value::as_array)
                .flatten()
                .cloned()
                .collect();
            for item in items {
                if known.is_empty() {
                    wrong.push(format!("{place}: not an array in an example"));
                } else {
                    compare(&format!("{place}[]"), item, &known, wrong);
                }
            }
        }
        value => {
            let is_same = |example: &Value| {
                example.is_null()
                    || value.is_null()
                    || std::mem::discriminant(example) == std::mem::discriminant(value)
            };
            if !examples.iter().any(is_same) {
                wrong.push(format!("{place}: {value} in place of {:?}", examples[0]));
            }
        }
    }
}

/// Returns the folder of the fixtures of `aws_lambda_events`.
fn fixtures() -> Result<PathBuf> {
    let mut metadata = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    metadata
        .args(["metadata", "--format-version", "1", "--offline"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(workspace_root());
    let metadata = run(&mut metadata, b"", Duration::from_secs(60))?;
    let metadata: Value =
        serde_json::from_slice(&metadata.expect_success("cargo metadata")?.stdout)?;
    let packages = metadata["packages"].as_array().context("packages")?;
    let manifest = packages
        .iter()
        .find(|package| package["name"] == "aws_lambda_events")
        .and_then(|package| package["manifest_path"].as_str())
        .context("the crate is a dependency")?;
    Ok(PathBuf::from(manifest)
        .with_file_name("src")
        .join("fixtures"))
}
