//! Generated events reach the handler of their source, and modified ones never cause a panic.

#[path = "../../../runtime/tests/fixtures/gateways.rs"]
#[allow(
    dead_code,
    reason = "the tests of the runtime share the file and use more of it"
)]
mod gateways;
#[path = "../../../runtime/tests/fixtures/mutations.rs"]
mod mutations;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use gatewright_tests::tools::Tools;
use serde_json::{Map, Value};

/// The helper attributes and their generated events, according to AWS's documentation. Every other event is handled as plain JSON.
const KINDS: &[(&str, &[&str])] = &[
    (
        "http",
        &[
            "alb request",
            "apigateway aws-proxy",
            "apigateway http-api-proxy",
        ],
    ),
    ("appsync", &["appsync resolver"]),
    (
        "authorizer",
        &["apigateway authorizer", "apigateway request-authorizer"],
    ),
    ("dynamodb", &["dynamodb update"]),
    (
        "firehose",
        // The records of the first hold log events of CloudWatch.
        &[
            "kinesis cloudwatch-logs-processor",
            "kinesis kinesis-firehose",
        ],
    ),
    ("kinesis", &["kinesis get-records"]),
    ("logs", &["cloudwatch logs"]),
    ("s3", &["rekognition s3-request", "s3 delete", "s3 put"]),
    ("schedule", &["cloudwatch scheduled-event"]),
    ("sns", &["sns notification"]),
    ("sqs", &["sqs receive-message"]),
];

#[test]
fn generated_event_reaches_the_handler_of_its_source() -> Result<()> {
    let events = generated()?;
    ensure!(
        events.len() >= 68,
        "expected at least 68 events, found {}",
        events.len()
    );
    let mut wrong = Vec::new();
    for (name, event) in &events {
        let kind = gateways::kind_of(event.as_bytes());
        let expected = KINDS
            .iter()
            .find(|(_, names)| names.contains(&&**name))
            .map_or("event", |(kind, _)| kind);
        if kind != expected {
            wrong.push(format!("{name}: expected {expected}, found {kind}"));
        }
    }
    ensure!(wrong.is_empty(), "{wrong:#?}");
    Ok(())
}

#[test]
fn truncated_event_never_panics() -> Result<()> {
    mutations::cut_off_never_panics(
        "sources::truncated_event_never_panics",
        &as_bytes(generated()?),
    );
    Ok(())
}

#[test]
fn mutated_event_never_panics() -> Result<()> {
    mutations::changed_never_panics(
        "sources::mutated_event_never_panics",
        &as_bytes(generated()?),
    );
    Ok(())
}

/// The attribute of the handler that this event reached.
pub(super) fn kind_of(event: &[u8]) -> &'static str {
    gateways::kind_of(event)
}

fn as_bytes(events: Vec<(String, String)>) -> Vec<(String, Vec<u8>)> {
    let events = events.into_iter();
    events
        .map(|(name, event)| (name, event.into_bytes()))
        .collect()
}

/// Returns every event, rendered with its defaults, with the name `service name`.
pub(super) fn generated() -> Result<Vec<(String, String)>> {
    let folder = packages()?.join("samcli/lib/generated_sample_events");
    let mapping = fs::read_to_string(folder.join("event-mapping.json"))
        .with_context(|| format!("in {}", folder.display()))?;
    let mapping: Map<String, Value> = serde_json::from_str(&mapping)?;
    let mut events = Vec::new();
    for (service, of_service) in &mapping {
        for (name, event) in of_service.as_object().into_iter().flatten() {
            let file = event["filename"]
                .as_str()
                .context("expected a `filename`")?;
            let path = folder.join("events").join(service).join(file);
            let template = fs::read_to_string(path.with_extension("json"))
                .with_context(|| path.display().to_string())?;
            let event = filled(&template, &event["tags"])?;
            serde_json::from_str::<Value>(&event)
                .with_context(|| format!("{service} {name}: {event}"))?;
            events.push((format!("{service} {name}"), event));
        }
    }
    Ok(events)
}

/// Replaces each `{{{tag}}}` of the template by its default, or by nothing if it has none, such as a checksum.
fn filled(template: &str, tags: &Value) -> Result<String> {
    let mut event = String::new();
    let mut rest = template;
    while let Some((before, tag)) = rest.split_once("{{{") {
        let Some((tag, after)) = tag.split_once("}}}") else {
            bail!("expected `}}}}}}` after the tag in {tag}");
        };
        let tag = tag.trim().replace('_', "-");
        let default = tags.as_object().and_then(|tags| {
            tags.iter()
                .find(|(name, _)| name.replace('_', "-") == tag)
                .map(|(_, tag)| &tag["default"])
        });
        event.push_str(before);
        match default {
            Some(Value::String(text)) => {
                let quoted = Value::from(text.as_str()).to_string();
                event.push_str(&quoted[1..quoted.len() - 1]);
            }
            Some(Value::Null) | None => {}
            Some(other) => event.push_str(&other.to_string()),
        }
        rest = after;
    }
    event.push_str(rest);
    Ok(event)
}

/// Returns the folder of the installed Python packages.
fn packages() -> Result<PathBuf> {
    let output = Command::new(Tools::get()?.python())
        .args([
            "-c",
            "import sysconfig; print(sysconfig.get_paths()['purelib'])",
        ])
        .output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(PathBuf::from(String::from_utf8(output.stdout)?.trim()))
}
