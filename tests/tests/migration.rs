//! The migration guide: every step of it is a function that answers the same events, and the guide shows the code of these functions.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::scripted_api::{Event, Outcome, answers};
use gatewright_tests::target_dir::workspace_root;
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(60);
const GUIDE: &str = "runtime/src/docs/migration_steps.md";
const STEPS: &str = "tests/migration/src/bin";

/// The outcomes of a step, for the same events as in all steps.
fn outcomes(step: &str, events: &[Value]) -> Result<Vec<Outcome>> {
    let binary = build("gatewright-migration", step, Profile::Debug)?;
    let events = events
        .iter()
        .map(|event| Event::new(event.to_string().into_bytes()));
    answers(&binary, events.collect(), LIMIT).with_context(|| step.to_owned())
}

/// The documented event of an HTTP API, payload format 2.0, with the members that functions read.
fn request(method: &str, path: &str, query: &str, body: Option<&str>) -> Value {
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": {"content-type": "application/json", "host": "abc.execute-api.us-east-1.amazonaws.com"},
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "abc",
            "domainName": "abc.execute-api.us-east-1.amazonaws.com",
            "domainPrefix": "abc",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "203.0.113.24",
                "userAgent": "curl/8.7.1",
            },
            "requestId": "XTdd1fgtB0JyDeA=",
            "routeKey": "$default",
            "stage": "$default",
            "time": "10/Mar/2026:08:56:44 +0000",
            "timeEpoch": 1_773_133_004_398_u64,
        },
        "body": body,
        "isBase64Encoded": false,
    })
}

#[test]
fn every_step_of_totals_answers_alike() -> Result<()> {
    let line = |sku: &str| json!({"lines": [{"sku": "B-131", "quantity": 1}, {"sku": sku, "quantity": 2}]});
    for step in ["totals_0", "totals_1", "totals_2", "totals_3", "totals_4"] {
        let outcomes = outcomes(step, &[line("A-100"), line("C-7")])?;
        let total = outcomes[0].reply()?;
        ensure!(total["cents"] == 990 + 2 * 4890, "{step}: {total}");
        let id = total["request_id"].as_str().unwrap_or_default();
        ensure!(!id.is_empty(), "{step}: {total}");
        let error = outcomes[1].error()?;
        ensure!(
            error["errorMessage"] == "there is no product `C-7`",
            "{step}: {error}"
        );
    }
    Ok(())
}

#[test]
fn last_step_of_totals_takes_messages_too() -> Result<()> {
    let message = |id: &str, sku: &str| {
        let body = json!({"lines": [{"sku": sku, "quantity": 1}]}).to_string();
        json!({
            "messageId": id, "receiptHandle": "r-1", "body": body, "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:orders",
        })
    };
    let event = json!({"Records": [message("m-1", "A-100"), message("m-2", "C-7")]});
    let outcomes = outcomes("totals_4", &[event])?;
    let expected = json!({"batchItemFailures": [{"itemIdentifier": "m-2"}]});
    ensure!(outcomes[0].reply()? == expected, "{outcomes:?}");
    Ok(())
}

#[test]
fn every_step_of_notes_answers_alike() -> Result<()> {
    let note = json!({"text": "water the plants"});
    let events = [
        request("GET", "/notes/1", "", None),
        request("GET", "/notes", "limit=1", None),
        request("POST", "/notes", "", Some(r#"{"text":"sow"}"#)),
        request("GET", "/notes/9", "", None),
    ];
    for step in ["notes_0", "notes_1", "notes_2", "notes_3"] {
        let outcomes = outcomes(step, &events)?;
        let replies: Vec<Value> = outcomes.iter().map(Outcome::reply).collect::<Result<_>>()?;
        let statuses: Vec<&Value> = replies.iter().map(|reply| &reply["statusCode"]).collect();
        ensure!(statuses == [200, 200, 201, 404], "{step}: {statuses:?}");
        let bodies: Vec<&str> = replies
            .iter()
            .map(|reply| reply["body"].as_str().unwrap_or_default())
            .collect();
        let expected = [note.clone(), json!([note]), json!({"text": "sow"})];
        for (body, expected) in bodies.iter().zip(expected) {
            let body: Value = serde_json::from_str(body).context(step)?;
            ensure!(body == expected, "{step}: {body}");
        }
        // The last step sends problem documents.
        let error = match step {
            "notes_3" => {
                let problem: Value = serde_json::from_str(bodies[3])?;
                problem["detail"].as_str().unwrap_or_default().to_owned()
            }
            _ => bodies[3].to_owned(),
        };
        ensure!(error == "there is no note 9", "{step}: {error}");
    }
    Ok(())
}

/// A block of the guide begins with the name of its step's file. `// …` stands for lines that the guide leaves out.
#[test]
fn guide_shows_the_code_of_the_steps() -> Result<()> {
    let guide = fs::read_to_string(workspace_root().join(GUIDE))?;
    let mut shown = Vec::new();
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        if !line.starts_with("```rust") {
            continue;
        }
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let step = block
            .first()
            .and_then(|first| first.strip_prefix("// "))
            .and_then(|first| first.strip_suffix(".rs"))
            .with_context(|| format!("a block does not begin with its file: {block:?}"))?;
        let code = fs::read_to_string(workspace_root().join(STEPS).join(format!("{step}.rs")))?;
        let code: Vec<&str> = code.lines().collect();
        let mut from = 0;
        let parts = block[1..].split(|line| line.trim() == "// …");
        for part in parts.filter(|part| !part.is_empty()) {
            let found = code[from..]
                .windows(part.len())
                .position(|window| window == part);
            let found =
                found.with_context(|| format!("{step}.rs does not have\n{}", part.join("\n")))?;
            from += found + part.len();
        }
        shown.push(step.to_owned());
    }
    let mut steps: Vec<String> = fs::read_dir(workspace_root().join(STEPS))?
        .map(|entry| {
            Ok(entry?
                .path()
                .file_stem()
                .context("a name")?
                .to_string_lossy()
                .into_owned())
        })
        .collect::<Result<_>>()?;
    steps.sort();
    shown.sort();
    shown.dedup();
    ensure!(
        shown == steps,
        "the guide shows {shown:?}, and the steps are {steps:?}"
    );
    Ok(())
}
