//! The instructions that an event takes, as a caller makes it longer: twice the input takes at most two and a half times as many.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use gatewright_tests::cargo_build::{Profile, build, cargo};
use serde_json::{Map, Value};

/// The number of elements that are added to an event.
const ADDED: usize = 400;

/// An event of each trigger and source, and of an operation.
const EVENTS: &[&str] = &[
    "alb-lambda-target-request-headers-only",
    "alb-lambda-target-request-multivalue-headers",
    "apigw-request",
    "apigw-request-multi-value-parameters",
    "apigw-v2-request-jwt-authorizer",
    "apigw-v2-request-multi-value-parameters",
    "vpc-lattice-v1-request",
    "vpc-lattice-v2-request",
    "apigw-websocket-request",
    "sqs-event",
    "kinesis-event",
    "dynamodb-event",
    "kafka-event",
    "activemq-event",
    "rabbitmq-event",
    "firehose-event",
    "cloudwatch_logs-event",
    "sns-event",
    "s3-event",
    "eventbridge-event-obj",
    "appsync-direct-resolver",
    "cognito-event-userpools-presignup",
    "apigw-custom-auth-request-type-request",
    "apigw-v2-custom-authorizer-v2-request",
];

/// A way to make one place of an event longer.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// More elements of a list.
    Elements,
    /// More members of an object.
    Members,
    /// More parts of a text, whatever separates them: of a path, a query, a list of cookies.
    Parts,
    /// A longer text without separators, which is base64 if the text is.
    Letters,
}

/// Returns the event with more elements at one place.
fn grown(event: &Value, place: &str, way: Way, size: usize) -> Value {
    let mut event = event.clone();
    if let Some(value) = event.pointer_mut(place) {
        grow(value, way, size);
    }
    event
}

fn grow(value: &mut Value, way: Way, size: usize) {
    match (way, value) {
        (Way::Elements, Value::Array(elements)) => {
            if let Some(first) = elements.first().cloned() {
                elements.extend((0..size).map(|_| first.clone()));
            }
        }
        (Way::Members, Value::Object(members)) => {
            let first = members.values().next().cloned().unwrap_or("v".into());
            members.extend((0..size).map(|number| (format!("k{number}"), first.clone())));
        }
        (Way::Parts, Value::String(text)) => {
            text.extend((0..size).map(|number| format!("/p&k{number}=1;c{number}=2,")));
        }
        (Way::Letters, Value::String(text)) => text.push_str(&"AAAAAAAA".repeat(size)),
        _ => {}
    }
}

/// The lists, objects and texts of an event, of a list only the first element.
fn places(value: &Value, place: &str, found: &mut Vec<(String, Way)>) {
    let members = |members: &Map<String, Value>, found: &mut Vec<_>| {
        for (name, value) in members {
            let name = name.replace('~', "~0").replace('/', "~1");
            places(value, &format!("{place}/{name}"), found);
        }
    };
    match value {
        Value::Array(elements) => {
            found.push((place.to_owned(), Way::Elements));
            if let Some(first) = elements.first() {
                places(first, &format!("{place}/0"), found);
            }
        }
        Value::Object(object) => {
            found.push((place.to_owned(), Way::Members));
            members(object, found);
        }
        Value::String(_) => {
            found.push((place.to_owned(), Way::Parts));
            found.push((place.to_owned(), Way::Letters));
        }
        _ => {}
    }
}

/// Returns the fixtures of the crate `aws_lambda_events`, which are real events.
fn folder() -> Result<PathBuf> {
    let metadata = cargo()
        .args(["metadata", "--format-version", "1", "--offline"])
        .output()?;
    ensure!(metadata.status.success(), "cargo metadata failed");
    let metadata: Value = serde_json::from_slice(&metadata.stdout)?;
    let manifest = metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|package| package["name"] == "aws_lambda_events")
        .and_then(|package| package["manifest_path"].as_str())
        .context("expected the crate aws_lambda_events among the dependencies")?;
    Ok(Path::new(manifest).with_file_name("src").join("fixtures"))
}

/// Counts the instructions of each event.
fn counts(events: &[Value]) -> Result<Vec<u64>> {
    let binary = build("gatewright-fixture-functions", "growth", Profile::Release)?;
    let folder = tempfile::tempdir()?;
    let mut lines = String::new();
    for event in events {
        writeln!(lines, "{event}")?;
    }
    let file = folder.path().join("events");
    fs::write(&file, lines)?;
    let counts = folder.path().join("counts");
    let status = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg("--dump-before=getppid")
        .arg(format!("--callgrind-out-file={}", counts.display()))
        .args([&binary, &file])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .context("could not start valgrind, which counts instructions\nhelp: install it (Debian: apt-get install valgrind)")?;
    ensure!(status.success(), "callgrind: {status}");
    // Callgrind numbers its files. Every second one is of an event, the others are of the program between two events.
    let total = |event: usize| {
        let path = format!("{}.{}", counts.display(), event * 2 + 2);
        let text = fs::read_to_string(&path).with_context(|| format!("could not read {path}"))?;
        let total = text.lines().find_map(|line| line.strip_prefix("totals: "));
        let total = total.context("expected a line `totals: `")?.trim();
        Ok(total.parse()?)
    };
    (0..events.len()).map(total).collect()
}

/// Every place of every event with `GATEWRIGHT_FULL`, and every fifth one otherwise.
fn step() -> usize {
    if std::env::var_os("GATEWRIGHT_FULL").is_some() {
        1
    } else {
        5
    }
}

#[test]
fn twice_the_input_takes_at_most_2_5_times_the_instructions() -> Result<()> {
    let folder = folder()?;
    let mut events = Vec::new();
    let mut grown_at = Vec::new();
    for name in EVENTS {
        let path = folder.join(format!("example-{name}.json"));
        let event =
            fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
        let event: Value = serde_json::from_slice(&event)?;
        let mut found = Vec::new();
        places(&event, "", &mut found);
        for (place, way) in found.into_iter().step_by(step()) {
            grown_at.push(format!("{name} {place} {way:?}"));
            events.push(grown(&event, &place, way, ADDED));
            events.push(grown(&event, &place, way, 2 * ADDED));
        }
    }
    let counts = counts(&events)?;
    let mut worse = Vec::new();
    for (what, counts) in grown_at.iter().zip(counts.chunks_exact(2)) {
        let (once, twice) = (counts[0], counts[1]);
        if twice * 2 > once * 5 {
            worse.push(format!("{what}: {once}, {twice}"));
        }
    }
    ensure!(worse.is_empty(), "{worse:#?}");
    Ok(())
}
