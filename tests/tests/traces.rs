//! Spans as OTLP/JSON on standard output, decoded by `opentelemetry-proto`, and the headers that continue a trace.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::File;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::scripted_api::{Event, Fault, Outcome, ScriptedApi, like_lambda};
use gatewright_tests::stream_service::{StreamService, Then};
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, Span, TracesData};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(60);

/// The example of the specification of W3C Trace Context, and its ids.
const TRACEPARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const TRACE_ID: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT_ID: &str = "00f067aa0ba902b7";

/// A trace that X-Ray has sampled.
const ACTIVE: Fault = Fault::With(
    "Lambda-Runtime-Trace-Id",
    "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
);

struct Run {
    /// The documents on standard output.
    documents: Vec<TracesData>,
    /// The lengths of their lines.
    lengths: Vec<usize>,
    log: String,
    outcomes: Vec<Outcome>,
}

impl Run {
    fn spans(&self) -> Vec<&Span> {
        let resources = self.documents.iter().flat_map(|data| &data.resource_spans);
        let scopes = resources.flat_map(|resource| &resource.scope_spans);
        scopes.flat_map(|scope| &scope.spans).collect()
    }

    fn span(&self, name: &str) -> Result<&Span> {
        let mut named = self.spans().into_iter().filter(|span| span.name == name);
        let span = named.next().with_context(|| {
            let names: Vec<_> = self.spans().iter().map(|span| span.name.clone()).collect();
            format!("no span `{name}` in {names:?}\n{}", self.log)
        })?;
        ensure!(named.next().is_none(), "more than one span `{name}`");
        Ok(span)
    }
}

/// Sends these events to the function, which is killed as soon as the last one is answered.
fn run(variables: &[(&str, &str)], events: Vec<Event>) -> Result<Run> {
    let binary = build("gatewright-fixture-traces", "traces", Profile::Debug)?;
    let count = events.len();
    let api = ScriptedApi::start(events)?;
    let (output, log) = (
        tempfile::NamedTempFile::new()?,
        tempfile::NamedTempFile::new()?,
    );
    let mut command = Command::new(binary);
    let mut child = like_lambda(&mut command, api.address())
        .envs(variables.iter().copied())
        .stdout(File::create(output.path())?)
        .stderr(File::create(log.path())?)
        .spawn()?;
    let until = Instant::now() + LIMIT;
    // In concurrent mode the function requests another event before it has answered all.
    let outcomes = loop {
        let outcomes = api.wait_until_idle(LIMIT);
        match &outcomes {
            Ok(found) if found.len() < count && Instant::now() < until => {
                thread::sleep(Duration::from_millis(5));
            }
            _ => break outcomes,
        }
    };
    child.kill()?;
    child.wait()?;
    let log = std::fs::read_to_string(log.path())?;
    let text = std::fs::read_to_string(output.path())?;
    let documents = text
        .lines()
        .map(|line| serde_json::from_str(line).with_context(|| format!("not OTLP/JSON: {line}")));
    Ok(Run {
        documents: documents.collect::<Result<_>>()?,
        lengths: text.lines().map(str::len).collect(),
        outcomes: outcomes.with_context(|| log.clone())?,
        log,
    })
}

fn event(event: &Value) -> Event {
    Event::new(event.to_string().into_bytes())
}

fn active(event_: &Value) -> Event {
    event(event_).with_fault(ACTIVE)
}

fn operation(name: &str, payload: &Value) -> Value {
    json!({"operation": format!("traces.{name}"), "payload": payload})
}

fn get(path: &str, headers: &Value) -> Value {
    json!({
        "version": "2.0", "rawPath": path, "headers": headers,
        "requestContext": {
            "requestId": "JKJaXmPLvHcESHA=",
            "domainName": "abc.execute-api.us-east-1.amazonaws.com", "stage": "$default", "http": {"method": "GET", "path": path},
        },
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing into a string does not fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// Returns attributes as JSON values. An integer is one, and not a double.
fn attributes(attributes: &[KeyValue]) -> BTreeMap<&str, Value> {
    let value = |value: &Option<AnyValue>| match value.as_ref().and_then(|any| any.value.as_ref()) {
        Some(Any::StringValue(text)) => json!(text),
        Some(Any::BoolValue(is)) => json!(is),
        Some(Any::IntValue(number)) => json!(number),
        Some(Any::DoubleValue(number)) => json!(number),
        other => json!(format!("{other:?}")),
    };
    let pairs = attributes
        .iter()
        .map(|pair| (&*pair.key, value(&pair.value)));
    pairs.collect()
}

fn expected(value: &Value) -> BTreeMap<&str, Value> {
    let object = value.as_object().into_iter().flatten();
    object
        .map(|(name, value)| (&**name, value.clone()))
        .collect()
}

fn status(span: &Span) -> (StatusCode, &str) {
    span.status
        .as_ref()
        .map_or((StatusCode::Unset, ""), |status| {
            (status.code(), &*status.message)
        })
}

#[test]
fn spans_have_parents_attributes_events_and_a_resource() -> Result<()> {
    let headers = json!({
        "traceparent": TRACEPARENT, "x-forwarded-proto": "https", "host": "shop.example", "user-agent": "curl/8.5.0",
    });
    let variables = [
        ("OTEL_SERVICE_NAME", "orders"),
        (
            "OTEL_RESOURCE_ATTRIBUTES",
            "deployment.environment.name=test%20one,team=a",
        ),
    ];
    let run = run(&variables, vec![event(&get("/orders/7", &headers))])?;
    run.outcomes[0].reply()?;
    ensure!(
        run.documents.len() == 1 && run.spans().len() == 3,
        "{:?}",
        run.documents
    );

    // The names are those of the semantic conventions for AWS Lambda and HTTP servers.
    let server = run.span("GET /orders/{id}")?;
    assert_eq!(server.kind(), SpanKind::Server);
    assert_eq!(
        (hex(&server.trace_id), hex(&server.parent_span_id)),
        (TRACE_ID.to_owned(), PARENT_ID.to_owned())
    );
    assert_eq!(
        attributes(&server.attributes),
        expected(&json!({
            "faas.trigger": "http", "faas.invocation_id": "8476a536-e9f4-11e8-9739-000000000001", "faas.coldstart": true,
            "cloud.resource_id": "arn:aws:lambda:us-east-1:123456789012:function:hello", "cloud.account.id": "123456789012",
            "aws.lambda.invoked_arn": "arn:aws:lambda:us-east-1:123456789012:function:hello",
            "http.request.method": "GET", "http.route": "/orders/{id}", "url.path": "/orders/7", "url.scheme": "https",
            "server.address": "shop.example", "user_agent.original": "curl/8.5.0", "http.response.status_code": 200,
        }))
    );
    assert_eq!(status(server), (StatusCode::Unset, ""));

    let order = run.span("order")?;
    assert_eq!(order.kind(), SpanKind::Internal);
    assert_eq!(
        (&order.trace_id, &order.parent_span_id),
        (&server.trace_id, &server.span_id)
    );
    assert_eq!(
        attributes(&order.attributes),
        expected(&json!({"target": "traces::traces", "order": 7, "tenant": "acme"}))
    );

    // `otel.name` and `otel.kind` are those of `tracing-opentelemetry`.
    let pay = run.span("pay")?;
    assert_eq!(pay.kind(), SpanKind::Client);
    assert_eq!(
        (&pay.trace_id, &pay.parent_span_id),
        (&server.trace_id, &order.span_id)
    );
    assert_eq!(
        attributes(&pay.attributes),
        expected(&json!({
            "target": "traces::traces", "total": 48.9, "gift": true, "debug": "Some(1)",
            // Beyond the integers of OTLP.
            "large": 18_446_744_073_709_551_615.0,
        }))
    );
    let [paid] = &pay.events[..] else {
        anyhow::bail!("{:?}", pay.events);
    };
    assert_eq!(paid.name, "paid");
    assert_eq!(
        attributes(&paid.attributes),
        expected(&json!({"level": "INFO", "target": "traces::traces", "items": 3}))
    );
    assert!(server.start_time_unix_nano <= order.start_time_unix_nano);
    assert!(order.start_time_unix_nano <= pay.start_time_unix_nano);
    assert!(
        pay.start_time_unix_nano <= paid.time_unix_nano
            && paid.time_unix_nano <= pay.end_time_unix_nano
    );
    assert!(pay.end_time_unix_nano <= order.end_time_unix_nano);
    assert!(order.end_time_unix_nano <= server.end_time_unix_nano);

    let ResourceSpans { resource, .. } = &run.documents[0].resource_spans[0];
    let resource = attributes(&resource.as_ref().context("a resource")?.attributes);
    assert_eq!(
        resource,
        expected(&json!({
            "service.name": "orders", "cloud.provider": "aws", "cloud.platform": "aws_lambda", "cloud.region": "us-east-1",
            "faas.name": "hello", "faas.version": "$LATEST", "faas.max_memory": 134_217_728,
            "faas.instance": "2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef",
            "telemetry.sdk.name": "gatewright", "telemetry.sdk.language": "rust", "telemetry.sdk.version": env!("CARGO_PKG_VERSION"),
            "deployment.environment.name": "test one", "team": "a",
        }))
    );

    // The line of the event has the ids of its span.
    let line: Value = serde_json::from_str(run.log.lines().next().context("a line")?)?;
    assert_eq!(
        (&line["trace_id"], &line["span_id"]),
        (&json!(TRACE_ID), &json!(hex(&pay.span_id)))
    );
    Ok(())
}

#[test]
fn parent_is_that_of_the_request_or_else_of_xray() -> Result<()> {
    let order = |headers: &Value| get("/status/200", headers);
    let w3c = json!({"Traceparent": TRACEPARENT});
    let unsampled = json!({"traceparent": TRACEPARENT.replace("-01", "-00")});
    let name = "GET /status/{code}";
    let all = [("OTEL_TRACES_SAMPLER", "always_on")];
    for (variables, event, expected) in [
        // X-Ray has not sampled its trace, so it has no parent for ours.
        (
            &[][..],
            event(&order(&json!({}))),
            Some(("5bef4de7ad49b0e87f6ef6c800000001", "", 0)),
        ),
        (
            &[],
            active(&order(&json!({}))),
            Some(("5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ad8", 0)),
        ),
        (&[], event(&order(&w3c)), Some((TRACE_ID, PARENT_ID, 0))),
        (&[], active(&order(&w3c)), Some((TRACE_ID, PARENT_ID, 1))),
        (&[], event(&order(&unsampled)), None),
        (
            &all,
            event(&order(&unsampled)),
            Some((TRACE_ID, PARENT_ID, 0)),
        ),
        (
            &[("OTEL_TRACES_SAMPLER", "always_off")],
            event(&order(&w3c)),
            None,
        ),
        (
            &[("OTEL_TRACES_SAMPLER", "parentbased_always_off")],
            event(&order(&w3c)),
            Some((TRACE_ID, PARENT_ID, 0)),
        ),
        (
            &[("OTEL_TRACES_SAMPLER", "parentbased_always_off")],
            event(&order(&json!({}))),
            None,
        ),
        (
            &[
                ("OTEL_TRACES_SAMPLER", "traceidratio"),
                ("OTEL_TRACES_SAMPLER_ARG", "0"),
            ],
            event(&order(&w3c)),
            None,
        ),
        (&[("OTEL_SDK_DISABLED", "true")], event(&order(&w3c)), None),
    ] {
        let run = run(variables, vec![event])?;
        run.outcomes[0].reply()?;
        let Some((trace, parent, links)) = expected else {
            ensure!(
                run.documents.is_empty(),
                "{variables:?}: {:?}",
                run.documents
            );
            continue;
        };
        let span = run.span(name)?;
        assert_eq!(
            (&*hex(&span.trace_id), &*hex(&span.parent_span_id)),
            (trace, parent),
            "{variables:?}"
        );
        assert_eq!(span.links.len(), links, "{variables:?}");
        for link in &span.links {
            assert_eq!(hex(&link.trace_id), "5759e988bd862e3fe1be46a994272793");
            assert_eq!(hex(&link.span_id), "53995c3f42cd8ad8");
        }
    }
    Ok(())
}

/// The failure of a sampler's setting is said once, and spans are written.
#[test]
fn unknown_sampler_is_a_warning() -> Result<()> {
    for (variables, text) in [
        (
            &[("OTEL_TRACES_SAMPLER", "sometimes")][..],
            "OTEL_TRACES_SAMPLER must be",
        ),
        (
            &[
                ("OTEL_TRACES_SAMPLER", "traceidratio"),
                ("OTEL_TRACES_SAMPLER_ARG", "2"),
            ],
            "OTEL_TRACES_SAMPLER_ARG must be",
        ),
    ] {
        let events = [200, 204].map(|code| event(&get(&format!("/status/{code}"), &json!({}))));
        let run = run(variables, events.to_vec())?;
        assert_eq!(run.log.matches(text).count(), 1, "{}", run.log);
        assert_eq!(run.spans().len(), 2);
    }
    Ok(())
}

#[test]
fn failures_are_errors_with_their_exception() -> Result<()> {
    let events = [
        operation("fails", &json!("no paper")),
        operation("panics", &Value::Null),
        get("/status/503", &json!({})),
        get("/status/404", &json!({})),
        get("/nowhere", &json!({})),
    ];
    let run = run(&[], events.iter().map(event).collect())?;
    let roots: Vec<&Span> = run
        .spans()
        .into_iter()
        .filter(|span| span.kind() == SpanKind::Server)
        .collect();
    let found: Vec<_> = roots
        .iter()
        .map(|span| (&*span.name, status(span)))
        .collect();
    assert_eq!(
        found,
        [
            ("hello", (StatusCode::Error, "no paper")),
            ("hello", (StatusCode::Error, "no ink")),
            ("GET /status/{code}", (StatusCode::Error, "")),
            ("GET /status/{code}", (StatusCode::Unset, "")),
            ("GET", (StatusCode::Unset, "")),
        ]
    );
    for (root, (error_type, message)) in roots
        .iter()
        .zip([("OutOfPaper", "no paper"), ("HandlerPanicked", "no ink")])
    {
        let exception = root.events.iter().find(|event| event.name == "exception");
        assert_eq!(
            attributes(&exception.context("an exception")?.attributes),
            expected(&json!({"exception.type": error_type, "exception.message": message}))
        );
    }
    // An event at `ERROR` makes its span one, too.
    assert_eq!(
        status(run.span("printing")?),
        (StatusCode::Error, "the tray is empty")
    );
    // A panic unwinds through its spans.
    assert_eq!(run.span("interrupted")?.trace_id, roots[1].trace_id);
    Ok(())
}

/// The function is killed as soon as it has answered.
#[test]
fn guard_and_watchdog_lose_no_span() -> Result<()> {
    for (name, inner) in [("waits", "waiting"), ("blocks", "done")] {
        let run = run(&[], vec![event(&operation(name, &Value::Null))])?;
        assert_eq!(run.outcomes[0].error()?["errorType"], "DeadlineExceeded");
        let root = run.span("hello")?;
        let (code, message) = status(root);
        assert_eq!(code, StatusCode::Error, "{name}");
        assert!(message.contains("before the deadline"), "{message}");
        assert_eq!(run.span(inner)?.parent_span_id, root.span_id, "{name}");
    }
    Ok(())
}

/// The function is killed when it asks for the next event.
#[test]
fn streamed_response_loses_no_span() -> Result<()> {
    let domain = "abc.lambda-url.us-east-1.on.aws";
    let mut event = get("/streamed", &json!({}));
    event["requestContext"]["domainName"] = domain.into();
    let time = Duration::from_secs(3);
    let service = StreamService::start(vec![(event.to_string().into_bytes(), Then::Take, time)])?;
    let binary = build("gatewright-fixture-traces", "traces", Profile::Debug)?;
    let output = tempfile::NamedTempFile::new()?;
    let mut command = Command::new(binary);
    let mut child = like_lambda(&mut command, service.address())
        .stdout(File::create(output.path())?)
        .spawn()?;
    let posted = service.posted(2, LIMIT);
    child.kill()?;
    child.wait()?;
    let posted = posted?;
    ensure!(posted[0].is_complete(), "{posted:?}");
    let text = std::fs::read_to_string(output.path())?;
    let run = Run {
        documents: vec![serde_json::from_str(&text).with_context(|| text.clone())?],
        lengths: vec![text.len()],
        log: String::new(),
        outcomes: Vec::new(),
    };
    let root = run.span("GET /streamed")?;
    assert_eq!(
        attributes(&root.attributes)["http.response.status_code"],
        200
    );
    assert_eq!(run.span("writing")?.parent_span_id, root.span_id);
    Ok(())
}

#[test]
fn span_that_outlives_its_invocation_is_in_its_trace() -> Result<()> {
    let events = ["detached", "lets_it_end"].map(|name| event(&operation(name, &Value::Null)));
    let run = run(&[], events.to_vec())?;
    let roots: Vec<&Span> = run
        .spans()
        .into_iter()
        .filter(|span| span.name == "hello")
        .collect();
    let late = run.span("late")?;
    assert_eq!(roots.len(), 2);
    assert_eq!(
        (&late.trace_id, &late.parent_span_id),
        (&roots[0].trace_id, &roots[0].span_id)
    );
    assert!(late.end_time_unix_nano > roots[0].end_time_unix_nano);
    Ok(())
}

#[test]
fn concurrent_invocations_keep_their_spans_apart() -> Result<()> {
    let events = (1..=40).map(|id| event(&get(&format!("/orders/{id}"), &json!({}))));
    let run = run(&[("AWS_LAMBDA_MAX_CONCURRENCY", "8")], events.collect())?;
    let spans = run.spans();
    assert_eq!(spans.len(), 120);
    let by_id: BTreeMap<_, _> = spans.iter().map(|span| (&*span.span_id, *span)).collect();
    assert_eq!(by_id.len(), 120, "ids of spans are unique");
    for pay in spans.iter().filter(|span| span.name == "pay") {
        let order = by_id.get(&*pay.parent_span_id).context("an order")?;
        let root = by_id.get(&*order.parent_span_id).context("an invocation")?;
        assert_eq!(root.name, "GET /orders/{id}");
        assert_eq!(
            (&pay.trace_id, &order.trace_id),
            (&root.trace_id, &root.trace_id)
        );
        let (order, root) = (attributes(&order.attributes), attributes(&root.attributes));
        assert_eq!(
            root["url.path"],
            json!(format!("/orders/{}", order["order"]))
        );
    }
    let traces: BTreeSet<_> = spans.iter().map(|span| &span.trace_id).collect();
    assert_eq!(traces.len(), 40);
    Ok(())
}

/// CloudWatch Logs splits a longer log event, and its parts are not JSON.
#[test]
fn long_documents_are_split_and_long_values_are_cut() -> Result<()> {
    const MOST: usize = 256 * 1_024;
    for (spans, bytes, is_split, is_cut) in [
        (2_000, 400, true, false),
        (3, 200_000, true, false),
        (2, 2_000_000, false, true),
    ] {
        let run = run(&[], vec![event(&operation("many", &json!([spans, bytes])))])?;
        run.outcomes[0].reply()?;
        let root = run.span("hello")?;
        let mut numbers = BTreeSet::new();
        for one in run.spans().into_iter().filter(|span| span.name == "one") {
            assert_eq!(
                (&one.trace_id, &one.parent_span_id),
                (&root.trace_id, &root.span_id)
            );
            let attributes = attributes(&one.attributes);
            numbers.insert(attributes["number"].to_string());
            // Two characters of three bytes, for every four bytes asked for.
            let text = attributes["text"].as_str().unwrap_or_default();
            assert_eq!(text.len() < bytes / 4 * 3, is_cut, "{bytes}");
            assert!(text.len() > 200, "{bytes}");
        }
        assert_eq!(numbers.len(), spans, "{bytes}");
        assert_eq!(run.documents.len() > 1, is_split, "{bytes}");
        // The newline ends the log event.
        let longest = run.lengths.iter().max().copied().unwrap_or_default();
        ensure!(longest < MOST, "{longest} bytes");
    }
    Ok(())
}

#[test]
fn events_beyond_the_limit_are_counted() -> Result<()> {
    let run = run(&[], vec![event(&operation("events", &json!(1_000)))])?;
    let busy = run.span("busy")?;
    // The limit of OpenTelemetry's SDKs.
    assert_eq!((busy.events.len(), busy.dropped_events_count), (128, 872));
    assert_eq!(run.spans().len(), 2, "a span below INFO is not recorded");
    Ok(())
}

#[test]
fn trigger_and_kind_are_those_of_the_source() -> Result<()> {
    let record = |id: &str, body: &str| {
        json!({
            "messageId": id, "receiptHandle": "r", "body": body, "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:jobs",
        })
    };
    let batch = json!({"Records": [record("m-0", r#""good""#), record("m-1", r#""bad""#)]});
    let scheduled = json!({
        "version": "0", "id": "6a7e8feb-b491-4cf7", "detail-type": "Scheduled Event", "source": "aws.events", "detail": null, "resources": [],
    });
    let run = run(&[], vec![event(&batch), event(&scheduled)])?;
    let triggers: Vec<_> = run
        .spans()
        .into_iter()
        .filter(|span| span.name == "hello")
        .map(|span| {
            (
                span.kind(),
                attributes(&span.attributes)["faas.trigger"].to_string(),
            )
        })
        .collect();
    assert_eq!(
        triggers,
        [
            (SpanKind::Consumer, "\"pubsub\"".to_owned()),
            (SpanKind::Server, "\"timer\"".to_owned()),
        ]
    );
    let mut records: Vec<_> = run
        .spans()
        .into_iter()
        .filter(|span| span.name == "record")
        .map(|span| {
            (
                attributes(&span.attributes)["messaging.message.id"].to_string(),
                span.kind(),
                status(span).0,
            )
        })
        .collect();
    records.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        records,
        [
            ("\"m-0\"".to_owned(), SpanKind::Consumer, StatusCode::Unset),
            ("\"m-1\"".to_owned(), SpanKind::Consumer, StatusCode::Error),
        ]
    );
    Ok(())
}

/// The headers have the current span, in tasks and in concurrent mode too.
#[test]
fn headers_of_outgoing_requests_continue_the_trace() -> Result<()> {
    let headers = json!({"traceparent": TRACEPARENT, "tracestate": "vendor=1"});
    for variables in [&[][..], &[("AWS_LAMBDA_MAX_CONCURRENCY", "2")]] {
        let run = run(variables, vec![active(&get("/headers", &headers))])?;
        let reply = run.outcomes[0].reply()?;
        let reply: Value = serde_json::from_str(reply["body"].as_str().context("a body")?)?;
        let spans = [run.span("GET /headers")?, run.span("outgoing")?];
        for (found, span) in reply.as_array().context("two")?.iter().zip(spans) {
            let expected = json!({
                "traceparent": format!("00-{TRACE_ID}-{}-01", hex(&span.span_id)),
                "tracestate": "vendor=1",
                "x-amzn-trace-id": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
            });
            assert_eq!(found, &expected, "{variables:?}");
        }
    }
    Ok(())
}

/// The reader of standard output has gone away: every write fails with EPIPE.
#[test]
fn closed_standard_output_never_fails_an_invocation() -> Result<()> {
    let binary = build("gatewright-fixture-traces", "traces", Profile::Debug)?;
    let events = [7, 8, 9].map(|id| event(&get(&format!("/orders/{id}"), &json!({}))));
    let api = ScriptedApi::start(events.to_vec())?;
    let (reader, writer) = std::io::pipe()?;
    drop(reader);
    let log = tempfile::NamedTempFile::new()?;
    let mut command = Command::new(binary);
    let mut child = like_lambda(&mut command, api.address())
        .stdout(Stdio::from(writer))
        .stderr(File::create(log.path())?)
        .spawn()?;
    let outcomes = api.wait_until_idle(LIMIT);
    child.kill()?;
    child.wait()?;
    for outcome in outcomes? {
        outcome.reply()?;
    }
    let log = std::fs::read_to_string(log.path())?;
    assert_eq!(
        log.matches("traces are lost, because standard output")
            .count(),
        1,
        "{log}"
    );
    assert_eq!(log.matches("\"paid\"").count(), 3, "{log}");
    Ok(())
}
