//! The event loop of Gatewright beside that of AWS, `lambda_runtime`: the same function sends the same requests.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use fastrand::Rng;
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::scripted_api::{Deadline, Ended, Event, Fault, Outcome, ends, requests};
use gatewright_tests::target_dir::workspace_root;
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(120);

/// The same number as in the text of the decision to write this loop.
const GENERATED: usize = 1_000;

fn engines() -> Result<PathBuf> {
    build("gatewright-fixture-engines", "engines", Profile::Debug)
}

/// A request: its first line, its headers with names in lower case, and its body.
#[derive(Debug, PartialEq, Eq)]
struct Request {
    line: String,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Request {
    fn of((head, body): &(Vec<u8>, Vec<u8>), host: &str) -> Result<Self> {
        let head = std::str::from_utf8(head)?.replace(host, "HOST");
        let mut lines = head.lines();
        let line = lines.next().context("a request line")?.to_owned();
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
            // The differences: the name of the client.
            .filter(|(name, _)| name != "user-agent")
            .collect();
        Ok(Self {
            line,
            headers,
            body: String::from_utf8_lossy(body).into_owned(),
        })
    }
}

/// Returns the requests of the function on both loops, ours first.
fn on_both_loops(events: &[Event]) -> Result<[Vec<Request>; 2]> {
    let run = |variables| {
        let requests = requests(&engines()?, variables, events.to_vec(), LIMIT)?;
        requests
            .iter()
            .map(|request| {
                let head = String::from_utf8_lossy(&request.0);
                let host = head
                    .lines()
                    .find_map(|line| {
                        line.to_lowercase()
                            .strip_prefix("host:")
                            .map(|host| host.trim().to_owned())
                    })
                    .context("a request without a host")?;
                Request::of(request, &host)
            })
            .collect::<Result<Vec<_>>>()
    };
    Ok([run(&[])?, run(&[("ENGINE", "lambda_runtime")])?])
}

fn check_equal(events: &[Event]) -> Result<()> {
    let [ours, theirs] = on_both_loops(events)?;
    assert_eq!(ours.len(), theirs.len());
    assert_eq!(ours.len(), 2 * events.len() + 1);
    for (number, (our, their)) in ours.iter().zip(&theirs).enumerate() {
        assert_eq!(our, their, "request {number}");
    }
    Ok(())
}

/// Every event of the examples, of the faulty functions and of AWS's documentation.
fn fixtures() -> Result<Vec<Event>> {
    let root = workspace_root();
    let mut folders = vec![
        root.join("tests/functions/events"),
        root.join("runtime/tests/fixtures/documented"),
    ];
    for example in fs::read_dir(root.join("examples"))? {
        folders.push(example?.path().join("events"));
    }
    let mut events = Vec::new();
    for folder in folders.into_iter().filter(|folder| folder.is_dir()) {
        for file in fs::read_dir(folder)? {
            let path = file?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
            {
                events.push(Event::new(fs::read(path)?));
            }
        }
    }
    Ok(events)
}

fn text(random: &mut Rng) -> String {
    let length = random.usize(..40);
    (0..length)
        .map(|_| {
            *random
                .choice(&['a', '"', '\\', '\n', 'é', '日', '\u{1}', ' '])
                .expect("a choice")
        })
        .collect()
}

fn value(random: &mut Rng, depth: u32) -> Value {
    match random.u8(..if depth == 0 { 4 } else { 6 }) {
        0 => Value::Null,
        1 => json!(random.i64(..)),
        2 => json!(random.f64()),
        3 => json!(text(random)),
        4 => (0..random.usize(..4))
            .map(|_| value(random, depth - 1))
            .collect(),
        _ => Value::Object(
            (0..random.usize(..4))
                .map(|_| (text(random), value(random, depth - 1)))
                .collect(),
        ),
    }
}

fn generated(random: &mut Rng) -> Event {
    let operation = |name: &str, payload: Value| json!({"operation": format!("engines.{name}"), "payload": payload});
    let event = match random.u8(..9) {
        0 | 1 => operation("echo", value(random, 3)),
        2 => operation("describe", Value::Null),
        3 => operation("fail", json!(text(random))),
        4 => operation("panic", json!(text(random))),
        5 => json!({"httpMethod": "GET", "path": format!("/echo/{}", random.u64(..))}),
        6 => json!({"httpMethod": "POST", "path": "/echo", "body": text(random)}),
        7 => {
            let records: Vec<_> = (0..random.usize(1..5)).map(|number| json!({
                "messageId": format!("m-{number}"), "body": random.u8(..).to_string(), "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:orders",
            })).collect();
            json!({"Records": records})
        }
        _ => value(random, 2),
    };
    let event = Event::new(event.to_string().into_bytes())
        .with_deadline(Deadline::EpochMillis(4_102_444_800_000));
    match random.u8(..5) {
        0 => event.with_invocation_id("i-1"),
        1 => event.with_fault(Fault::With("Lambda-Runtime-Aws-Tenant-Id", "tenant-7")),
        2 => event.with_fault(Fault::With(
            "Lambda-Runtime-Client-Context",
            r#"{"custom":{"a":"b"},"environment":{}}"#,
        )),
        3 => event.with_fault(Fault::Without("lambda-runtime-trace-id")),
        // AWS's loop has a text of its own in place of an ARN, so that header is not left out.
        _ => event,
    }
}

#[test]
fn fixture_events_cause_the_same_requests() -> Result<()> {
    let events = fixtures()?;
    assert!(events.len() > 50, "{}", events.len());
    check_equal(&events)
}

#[test]
fn generated_events_cause_the_same_requests() -> Result<()> {
    let mut random = Rng::with_seed(2_026);
    let events: Vec<_> = (0..GENERATED).map(|_| generated(&mut random)).collect();
    check_equal(&events)
}

#[test]
fn trace_variable_is_set_unless_the_option_says_no() -> Result<()> {
    let bodies = |engine, event: Value| {
        let events = vec![Event::new(event.to_string().into_bytes()); 2];
        let requests = requests(&engines()?, &[("ENGINE", engine)], events, LIMIT)?;
        let posted = requests
            .into_iter()
            .filter(|(head, _)| head.starts_with(b"POST"));
        posted
            .map(|(_, body)| Ok(serde_json::from_slice(&body)?))
            .collect::<Result<Vec<Value>>>()
    };
    assert_eq!(bodies("untraced", Value::Null)?, [Value::Null, Value::Null]);
    let described = bodies("gatewright", json!({"operation": "engines.describe"}))?;
    for (number, description) in described.iter().enumerate() {
        // The header that the scripted service sends, which has its number.
        let trace = format!(
            "Root=1-5bef4de7-ad49b0e87f6ef6c8{:08};Parent=9a9197af755a6419;Sampled=0",
            number + 1
        );
        assert_eq!(
            (&description[3], &description[8]),
            (&json!(trace), &json!(trace))
        );
    }
    Ok(())
}

/// The faults of the service that the function survives, and what it then does with the event.
const SURVIVED: &[(Fault, Expected)] = &[
    (Fault::None, Expected::Answer),
    (
        Fault::Without("lambda-runtime-deadline-ms"),
        Expected::Answer,
    ),
    (
        Fault::Without("lambda-runtime-aws-request-id"),
        Expected::Nothing,
    ),
    (
        Fault::With("Lambda-Runtime-Client-Context", "no JSON"),
        Expected::Answer,
    ),
    (
        Fault::With("Lambda-Runtime-Deadline-Ms", "soon"),
        Expected::Answer,
    ),
    (Fault::SameId, Expected::Answer),
    (
        Fault::InPieces(64, Duration::from_micros(50)),
        Expected::Answer,
    ),
    (Fault::Interim, Expected::Answer),
    (Fault::NextCloses, Expected::Answer),
    (Fault::NextStatus(204), Expected::Nothing),
    (Fault::NextStatus(403), Expected::Nothing),
    (Fault::NextStatusWithEvent(307), Expected::Nothing),
    (Fault::NextStatusWithEvent(403), Expected::Nothing),
    (Fault::ReplyStatus(410), Expected::Answer),
    (Fault::ReplyStatus(413), Expected::Answer),
    (Fault::ReplyStatus(500), Expected::Answer),
    (Fault::ReplyCloses, Expected::Answer),
];

/// The faults that end the process.
const FATAL: &[(Fault, Expected)] = &[
    (Fault::NextStatus(500), Expected::Nothing),
    (Fault::NextStatusWithEvent(500), Expected::Nothing),
    (Fault::ResetAfter(0), Expected::Nothing),
    (Fault::ResetAfter(100), Expected::Nothing),
    (Fault::ReplyReset, Expected::Answer),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    Answer,
    Nothing,
}

/// Every event is answered exactly once, in order, or not at all where its fault says so. Processes that a fault ends are replaced.
#[test]
fn events_with_random_faults_are_answered_once() -> Result<()> {
    let total = if std::env::var_os("GATEWRIGHT_FULL").is_some() {
        100_000
    } else {
        5_000
    };
    let mut random = Rng::with_seed(100_000);
    let mut before = Fault::None;
    let faults: Vec<(Fault, Expected)> = (0..total)
        .map(|_| {
            let all = match random.u16(..2_000) {
                0 => FATAL,
                1..800 => SURVIVED,
                _ => &SURVIVED[..1],
            };
            let (mut fault, mut expected) = *random.choice(all).expect("a choice");
            // Faults in a row would use up the patience of the function.
            if expected == Expected::Nothing && before != Fault::None {
                (fault, expected) = SURVIVED[0];
            }
            before = fault;
            (fault, expected)
        })
        .collect();
    let engines = engines()?;
    let mut served = 0;
    while served < total {
        let rest = &faults[served..];
        let fatal = rest
            .iter()
            .position(|(fault, _)| FATAL.iter().any(|(fatal, _)| fatal == fault));
        let here = &rest[..fatal.map_or(rest.len(), |fatal| fatal + 1)];
        let events = here.iter().enumerate().map(|(number, (fault, _))| {
            let event = json!({"operation": "engines.echo", "payload": served + number});
            Event::new(event.to_string().into_bytes()).with_fault(*fault)
        });
        let Ended {
            outcomes,
            code,
            stderr,
        } = ends(&engines, events.collect(), LIMIT)?;
        assert_eq!(code, fatal.map(|_| 1), "{stderr}");
        let expected: Vec<_> = here
            .iter()
            .enumerate()
            .filter(|(_, (_, expected))| *expected == Expected::Answer)
            .map(|(number, _)| Outcome::Reply((served + number).to_string().into_bytes()))
            .collect();
        assert!(
            outcomes == expected,
            "{} answers to {} events from {served} on: {stderr}",
            outcomes.len(),
            expected.len()
        );
        served += here.len();
    }
    Ok(())
}
