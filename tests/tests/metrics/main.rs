//! The metrics and records of functions: their documents, the invocation to which they belong, and what is out before a reply.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::command::run;
use gatewright_tests::scripted_api::{Deadline, Event, Outcome, ScriptedApi, like_lambda};
use gatewright_tests::stream_service::{StreamService, Then};
use gatewright_tests::tools::Tools;
use serde_json::{Map, Value, json};

const LIMIT: Duration = Duration::from_secs(60);

type Line = Map<String, Value>;

/// What a function has written and answered.
struct Run {
    documents: Vec<Line>,
    /// Standard output as it is.
    printed: String,
    log: String,
    outcomes: Vec<Outcome>,
}

impl Run {
    /// The records, in order.
    fn records(&self) -> Vec<&Line> {
        let is_record = |line: &&Line| line.get("message") == Some(&json!("invocation"));
        self.documents.iter().filter(is_record).collect()
    }

    /// The documents with this metric.
    fn with(&self, metric: &str) -> Vec<&Line> {
        let has = |line: &&Line| metrics(line).contains(&metric);
        self.documents.iter().filter(has).collect()
    }
}

/// Returns the names of the metrics that a document defines.
fn metrics(document: &Line) -> Vec<&str> {
    let Some(defined) = document
        .get("_aws")
        .map(|aws| &aws["CloudWatchMetrics"][0]["Metrics"])
    else {
        return Vec::new();
    };
    let defined = defined.as_array().into_iter().flatten();
    defined
        .filter_map(|metric| metric["Name"].as_str())
        .collect()
}

fn dimensions(document: &Line) -> &Value {
    &document["_aws"]["CloudWatchMetrics"][0]["Dimensions"]
}

/// Lets a function handle events, kills it when it has answered all, and returns what it has written until then.
fn run_function(
    package: &str,
    name: &str,
    variables: &[(&str, &str)],
    events: Vec<Event>,
) -> Result<Run> {
    let binary = build(package, name, Profile::Debug)?;
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
    // A document is written before its reply is posted, and a file has no reader that could lag behind. So SIGKILL follows the last reply.
    let until = Instant::now() + LIMIT;
    let outcomes = loop {
        let outcomes = api.wait_until_idle(LIMIT);
        match &outcomes {
            Ok(found) if found.len() < count && Instant::now() < until => {
                std::thread::sleep(Duration::from_millis(5));
            }
            _ => break outcomes,
        }
    };
    child.kill()?;
    child.wait()?;
    let printed = std::fs::read_to_string(output.path())?;
    Ok(Run {
        documents: parsed(&printed)?,
        printed,
        log: std::fs::read_to_string(log.path())?,
        outcomes: outcomes?,
    })
}

fn parsed(printed: &str) -> Result<Vec<Line>> {
    printed
        .lines()
        .map(|line| {
            serde_json::from_str(line).with_context(|| format!("not a JSON object: {line}"))
        })
        .collect()
}

fn shop(variables: &[(&str, &str)], events: Vec<Event>) -> Result<Run> {
    run_function(
        "gatewright-fixture-concurrent",
        "metrics",
        variables,
        events,
    )
}

fn event(event: &Value) -> Event {
    Event::new(event.to_string().into_bytes())
}

fn operation(name: &str, payload: &Value) -> Event {
    event(&json!({"operation": format!("shop.{name}"), "payload": payload}))
}

fn get(path: &str) -> Event {
    event(&get_event(path, HTTP_API))
}

fn get_event(path: &str, domain: &str) -> Value {
    json!({
        "version": "2.0", "rawPath": path, "headers": {},
        "requestContext": {"domainName": domain, "stage": "$default", "http": {"method": "GET", "path": path}},
    })
}

const HTTP_API: &str = "abc.execute-api.us-east-1.amazonaws.com";
const FUNCTION_URL: &str = "abc.lambda-url.us-east-1.on.aws";

fn batch(bodies: &[&str]) -> Event {
    let record = |(index, body): (usize, &&str)| {
        json!({
            "messageId": format!("m-{index}"), "receiptHandle": "r", "body": body, "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:jobs",
        })
    };
    let records: Vec<Value> = bodies.iter().enumerate().map(record).collect();
    event(&json!({"Records": records}))
}

/// The request id of the script's event with this number.
fn id(number: usize) -> String {
    format!("8476a536-e9f4-11e8-9739-{number:012}")
}

fn milliseconds(document: &Line, member: &str) -> f64 {
    document.get(member).and_then(Value::as_f64).unwrap_or(-1.0)
}

#[test]
fn record_is_the_document_of_the_built_in_metrics() -> Result<()> {
    let events = vec![get("/orders/7"), get("/orders/0")];
    let run = shop(&[("POWERTOOLS_SERVICE_NAME", "orders")], events)?;
    let records = run.records();
    ensure!(records.len() == 2, "{}", run.printed);
    let mut first = records[0].clone();
    assert_eq!(dimensions(&first), &json!([["function_name", "service"]]));
    assert_eq!(
        metrics(&first),
        [
            "Duration",
            "RemainingTime",
            "EstimatedCost",
            "ColdStart",
            "InitDuration"
        ]
    );
    for (member, same) in [
        ("duration_ms", "Duration"),
        ("remaining_ms", "RemainingTime"),
        ("estimated_cost_usd", "EstimatedCost"),
        ("init_ms", "InitDuration"),
    ] {
        assert_eq!(first[member], first[same]);
        ensure!(milliseconds(&first, member) > 0.0, "{member}: {first:?}");
        first.remove(member);
        first.remove(same);
    }
    let timestamp = first.remove("timestamp");
    ensure!(timestamp.is_some_and(|at| at.as_str().is_some_and(|at| at.len() == 24)));
    let memory = first.remove("memory_mb").and_then(|memory| memory.as_f64());
    if cfg!(target_os = "linux") {
        ensure!(
            memory.is_some_and(|mb| mb > 1.0 && mb < 500.0),
            "{memory:?}"
        );
    }
    // `catalog` starts in INIT.
    let modules = first.remove("modules").context("modules")?;
    ensure!(
        modules["metrics::catalog"].is_f64() || modules["metrics::catalog"].is_u64(),
        "{modules}"
    );
    let aws = first.remove("_aws");
    ensure!(aws.is_some());
    let expected = json!({
        "level": "INFO", "message": "invocation", "service": "orders", "function_name": "hello", "function_memory_size": 128,
        "function_request_id": id(1), "handler": "order", "outcome": "success", "status": 200, "cold_start": true, "ColdStart": 1,
    });
    assert_eq!(Value::Object(first), expected);
    let second = records[1];
    assert_eq!(
        metrics(second),
        ["Duration", "RemainingTime", "EstimatedCost"]
    );
    assert_eq!(
        (&second["outcome"], &second["status"]),
        (&json!("error"), &json!(500))
    );
    assert_eq!(second["cold_start"], false);
    Ok(())
}

/// 128 MB, and the prices of us-east-1: <https://aws.amazon.com/lambda/pricing/>.
#[test]
fn cost_is_memory_time_price_and_request() -> Result<()> {
    let events = vec![
        operation("price", &Value::Null),
        operation("price", &Value::Null),
    ];
    let run = shop(&[], events)?;
    let gb_second = if cfg!(target_arch = "aarch64") {
        0.000_013_333_4
    } else {
        0.000_016_666_7
    };
    for record in run.records() {
        // INIT is billed with the first invocation.
        let time = milliseconds(record, "duration_ms") + milliseconds(record, "init_ms").max(0.0);
        let cost = 128.0 / 1024.0 * time.ceil() / 1000.0 * gb_second + 0.20 / 1e6;
        let found = milliseconds(record, "estimated_cost_usd");
        // The record has microseconds, and the bill is by the millisecond.
        ensure!((found - cost).abs() < 2.1e-9, "{found} {cost} {record:?}");
    }
    Ok(())
}

#[test]
fn unknown_region_has_no_cost_which_is_said_once() -> Result<()> {
    let events = || {
        (0..3)
            .map(|_| operation("price", &Value::Null))
            .collect::<Vec<_>>()
    };
    let region = ("AWS_REGION", "eu-central-1");
    let run = shop(&[region], events())?;
    for record in run.records() {
        ensure!(
            !record.contains_key("estimated_cost_usd")
                && !metrics(record).contains(&"EstimatedCost")
        );
    }
    assert_eq!(run.log.matches("`eu-central-1`").count(), 1, "{}", run.log);
    let given = [
        region,
        ("GATEWRIGHT_PRICE_GB_SECOND", "0.0000166667"),
        ("GATEWRIGHT_PRICE_MILLION_REQUESTS", "1000"),
    ];
    let run = shop(&given, events())?;
    for record in run.records() {
        let cost = milliseconds(record, "EstimatedCost");
        ensure!(cost > 0.001 && cost < 0.001_1, "{record:?}");
    }
    Ok(())
}

#[test]
fn metrics_with_the_same_dimensions_share_a_document() -> Result<()> {
    let events = vec![
        operation("place", &json!("acme")),
        operation("place", &json!("acme")),
    ];
    let run = shop(&[], events)?;
    let placed = run.with("OrdersPlaced");
    ensure!(placed.len() == 2, "{}", run.printed);
    for (number, document) in placed.iter().enumerate() {
        let mut document = (*document).clone();
        document.remove("_aws").context("`_aws`")?;
        let expected = json!({
            "tenant": "acme", "plan": "pro", "function_request_id": id(number + 1), "OrdersPlaced": [1, 2], "Total": 48.9,
        });
        assert_eq!(Value::Object(document), expected);
    }
    assert_eq!(dimensions(placed[0]), &json!([["tenant", "plan"]]));
    let latency = run.with("Latency")[1];
    assert_eq!(
        latency["_aws"]["CloudWatchMetrics"][0]["Metrics"],
        json!([{"Name": "Latency", "Unit": "Milliseconds", "StorageResolution": 1}])
    );
    assert_eq!(latency["Latency"], 1.5);
    let throughput = run.with("Throughput")[0];
    assert_eq!(
        (&throughput["shop.region"], dimensions(throughput)),
        (&json!("north"), &json!([["shop.region"]]))
    );
    Ok(())
}

/// A metric of INIT belongs to the first invocation, and the start of each lazy module is a metric.
#[test]
fn init_and_lazy_modules_are_in_the_first_record_after_them() -> Result<()> {
    let events = vec![
        operation("place", &json!("acme")),
        operation("price", &Value::Null),
        operation("price", &Value::Null),
    ];
    let run = shop(&[], events)?;
    let entries = run.with("CatalogEntries");
    ensure!(entries.len() == 1, "{}", run.printed);
    assert_eq!(entries[0]["function_request_id"], id(1));
    let starts: Vec<_> = run
        .with("InitDuration")
        .into_iter()
        .filter(|document| document.contains_key("module"))
        .collect();
    let of: Vec<_> = starts
        .iter()
        .map(|start| (&start["module"], &start["function_request_id"]))
        .collect();
    let [one, two] = [id(1), id(2)].map(Value::String);
    let names = [json!("metrics::catalog"), json!("metrics::prices")];
    assert_eq!(of, [(&names[0], &one), (&names[1], &two)]);
    assert_eq!(dimensions(starts[1]), &json!([["function_name", "module"]]));
    ensure!(milliseconds(starts[1], "InitDuration") >= 20.0);
    Ok(())
}

/// An environment that is created in advance may be ended before it has an invocation.
#[test]
fn metrics_of_init_are_out_before_a_first_invocation_in_advance() -> Result<()> {
    for kind in ["provisioned-concurrency", "lambda-managed-instances"] {
        let variables = [
            ("AWS_LAMBDA_INITIALIZATION_TYPE", kind),
            ("AWS_LAMBDA_MAX_CONCURRENCY", "2"),
        ];
        let run = shop(&variables, vec![operation("price", &Value::Null)])?;
        let entries = run.with("CatalogEntries");
        ensure!(entries.len() == 1, "{}", run.printed);
        ensure!(
            !entries[0].contains_key("function_request_id"),
            "{}",
            run.printed
        );
        ensure!(
            !run.records()[0].contains_key("estimated_cost_usd"),
            "{}",
            run.printed
        );
    }
    Ok(())
}

#[test]
fn each_end_of_an_invocation_has_its_record_and_its_metrics() -> Result<()> {
    let in_time = |event: Event| event.with_deadline(Deadline::After(Duration::from_millis(600)));
    let nothing = Value::Null;
    let events = vec![
        operation("fails", &nothing),
        operation("panics", &nothing),
        in_time(operation("waits", &nothing)),
        in_time(operation("blocks", &nothing)),
        get("/nothing"),
        event(&json!({"nothing": "that the function knows"})),
    ];
    let run = shop(&[], events)?;
    ensure!(run.outcomes.len() == 6, "{:?}", run.outcomes);
    let found: Vec<_> = run
        .records()
        .into_iter()
        .map(|record| {
            let member = |name: &str| record.get(name).cloned().unwrap_or_default();
            json!([
                member("handler"),
                member("outcome"),
                member("error_type"),
                member("status"),
                member("guard_fired")
            ])
        })
        .collect();
    assert_eq!(
        Value::from(found),
        json!([
            ["fails", "error", "OutOfPaper", null, null],
            ["panics", "panic", "HandlerPanicked", null, null],
            ["waits", "timeout", "DeadlineExceeded", null, true],
            ["blocks", "timeout", null, null, true],
            [null, "success", null, 404, null],
            [null, "error", "UnknownEvent", null, null],
        ]),
        "{}",
        run.printed
    );
    let begun: Vec<_> = run
        .with("Begun")
        .iter()
        .map(|begun| &begun["function_request_id"])
        .collect();
    let expected: Vec<_> = (1..=4).map(|number| Value::String(id(number))).collect();
    assert_eq!(
        begun,
        expected.iter().collect::<Vec<_>>(),
        "{}",
        run.printed
    );
    assert_eq!(run.with("GuardFired").len(), 2);
    // The watchdog has replaced the process, and the environment is not new.
    assert_eq!(run.with("ColdStart").len(), 1);
    Ok(())
}

#[test]
fn record_of_a_batch_counts_the_failed_records() -> Result<()> {
    let events = vec![
        batch(&[r#""good""#, r#""bad""#, "3"]),
        batch(&[r#""good""#]),
    ];
    let run = shop(&[], events)?;
    let counts: Vec<_> = run
        .records()
        .into_iter()
        .map(|record| {
            (
                &record["batch_item_failures"],
                &record["BatchItemFailures"],
                &record["outcome"],
            )
        })
        .collect();
    let (two, none, success) = (json!(2), json!(0), json!("success"));
    assert_eq!(counts, [(&two, &two, &success), (&none, &none, &success)]);
    Ok(())
}

/// In both modes, each metric has the id of its invocation.
#[test]
fn metrics_of_tasks_and_threads_belong_to_their_invocation() -> Result<()> {
    for (variables, count) in [(&[][..], 5), (&[("AWS_LAMBDA_MAX_CONCURRENCY", "8")], 40)] {
        let events = (1..=count).map(|number| operation("elsewhere", &json!(id(number))));
        let run = shop(variables, events.collect())?;
        assert_eq!(run.records().len(), count);
        for metric in ["Here", "Gathered", "Task", "Thread"] {
            let documents = run.with(metric);
            assert_eq!(documents.len(), count, "{metric}: {}", run.printed);
            for document in documents {
                assert_eq!(
                    document["name"], document["function_request_id"],
                    "{metric}"
                );
            }
        }
        assert_eq!(run.with("Gathered")[0]["Gathered"], json!([1, 1]));
    }
    Ok(())
}

/// A million values are answered, and more than 100 of a metric, or many dimensions, are in further documents.
#[test]
fn many_values_and_dimensions_are_split() -> Result<()> {
    const MILLION: u64 = 1_000_000;
    let events = vec![
        operation("many", &json!(250)),
        operation("many", &json!(MILLION)).with_deadline(Deadline::After(LIMIT)),
        operation("tenants", &json!(3_000)),
    ];
    let run = shop(&[], events)?;
    assert_eq!(run.outcomes[1].reply()?, MILLION);
    let of = |number: usize| {
        let request = Value::String(id(number));
        let documents = run.with("Number").into_iter();
        documents.filter(move |document| document["function_request_id"] == request)
    };
    let lengths: Vec<_> = of(1)
        .filter_map(|document| Some(document["Number"].as_array()?.len()))
        .collect();
    assert_eq!(lengths, [100, 100, 50]);
    let all = of(2).flat_map(|document| document["Number"].as_array().cloned().unwrap_or_default());
    assert_eq!(
        all.filter_map(|value| value.as_u64()).sum::<u64>(),
        MILLION * (MILLION - 1) / 2
    );
    let tenants: BTreeMap<_, _> = run
        .with("Tenant")
        .iter()
        .map(|document| (document["tenant"].to_string(), &document["Tenant"]))
        .collect();
    ensure!(tenants.len() == 3_000 && tenants.values().all(|count| **count == json!(1)));
    Ok(())
}

#[test]
fn value_that_cloudwatch_refuses_is_dropped_and_said_once() -> Result<()> {
    let run = shop(
        &[],
        vec![
            operation("odd", &Value::Null),
            operation("odd", &Value::Null),
        ],
    )?;
    ensure!(run.with("Odd").is_empty(), "{}", run.printed);
    assert_eq!(
        run.log.matches("the metric `Odd` lost a value").count(),
        1,
        "{}",
        run.log
    );
    let even = run.with("Even");
    ensure!(even.len() == 2);
    assert_eq!(
        (dimensions(even[0]), &even[0]["plan"]),
        (&json!([["plan"]]), &json!("a??"))
    );
    assert_eq!(
        run.log.matches("the dimension `tenant`").count(),
        1,
        "{}",
        run.log
    );
    Ok(())
}

/// The reader of standard output has gone away, or does not read.
#[test]
fn closed_standard_output_never_fails_an_invocation() -> Result<()> {
    let binary = build("gatewright-fixture-concurrent", "metrics", Profile::Debug)?;
    for is_closed in [true, false] {
        let limit = Duration::from_secs(2);
        let events =
            (0..3).map(|_| operation("many", &json!(20_000)).with_deadline(Deadline::After(limit)));
        let api = ScriptedApi::start(events.collect())?;
        let (reader, writer) = std::io::pipe()?;
        let reader = (!is_closed).then_some(reader);
        let log = tempfile::NamedTempFile::new()?;
        let mut command = Command::new(&binary);
        let mut child = like_lambda(&mut command, api.address())
            .stdout(Stdio::from(writer))
            .stderr(File::create(log.path())?)
            .spawn()?;
        let outcomes = api.wait_until_idle(LIMIT);
        child.kill()?;
        child.wait()?;
        drop(reader);
        let outcomes = outcomes?;
        assert_eq!(outcomes.len(), 3);
        let log = std::fs::read_to_string(log.path())?;
        if is_closed {
            for outcome in &outcomes {
                outcome.reply()?;
            }
            assert_eq!(
                log.matches("metrics, records and traces are lost").count(),
                1,
                "{log}"
            );
        } else {
            // The write of a handler waits for the reader, and the watchdog answers in its place.
            for outcome in &outcomes {
                assert_eq!(outcome.error()?["errorType"], "DeadlineExceeded", "{log}");
            }
        }
    }
    Ok(())
}

#[test]
fn record_without_metrics_has_no_document() -> Result<()> {
    let events = vec![
        event(&json!(["Ada"])),
        event(&json!([])),
        event(&json!({"no": "list"})),
    ];
    let run = run_function("gatewright-fixture-functions", "record", &[], events)?;
    let found: Vec<_> = run
        .documents
        .iter()
        .map(|record| {
            ensure!(
                !record.contains_key("_aws") && !record.contains_key("Duration"),
                "{record:?}"
            );
            ensure!(record["duration_ms"].is_number() && record["estimated_cost_usd"].is_number());
            Ok(json!([
                record["handler"],
                record["outcome"],
                record["cold_start"]
            ]))
        })
        .collect::<Result<_>>()?;
    assert_eq!(
        Value::from(found),
        json!([
            ["record", "success", true],
            ["record", "error", false],
            ["record", "error", false]
        ])
    );
    // A namespace is for metrics.
    ensure!(!run.log.contains("namespace"), "{}", run.log);
    Ok(())
}

#[test]
fn metric_without_an_option_is_written_at_once() -> Result<()> {
    let count = || {
        let event = json!({"operation": "alone.count", "payload": [1, 2.5]});
        Event::new(event.to_string().into_bytes())
    };
    for (variables, namespace, faults) in [
        (&[("POWERTOOLS_METRICS_NAMESPACE", "Other")][..], "Other", 0),
        (&[], "hello", 1),
        (
            &[("POWERTOOLS_METRICS_NAMESPACE", "AWS/Lambda")],
            "hello",
            1,
        ),
    ] {
        let run = run_function(
            "gatewright-fixture-functions",
            "metric-alone",
            variables,
            vec![count(), count()],
        )?;
        let values: Vec<_> = run
            .documents
            .iter()
            .map(|document| &document["Number"])
            .collect();
        assert_eq!(values, [&json!(1), &json!(2.5), &json!(1), &json!(2.5)]);
        assert_eq!(
            run.documents[0]["_aws"]["CloudWatchMetrics"][0]["Namespace"],
            namespace
        );
        assert_eq!(
            run.log.matches("namespace is `hello`").count(),
            faults,
            "{}",
            run.log
        );
    }
    let disabled = [("POWERTOOLS_METRICS_DISABLED", "true")];
    let run = run_function(
        "gatewright-fixture-functions",
        "metric-alone",
        &disabled,
        vec![count()],
    )?;
    ensure!(run.printed.is_empty(), "{}", run.printed);
    Ok(())
}

/// Under `invoke`, standard output is the reply.
#[test]
fn documents_of_a_local_invocation_are_on_standard_error() -> Result<()> {
    let binary = build(
        "gatewright-fixture-functions",
        "metric-alone",
        Profile::Debug,
    )?;
    let event = tempfile::NamedTempFile::new()?;
    std::fs::write(
        event.path(),
        r#"{"operation": "alone.count", "payload": [7]}"#,
    )?;
    let mut command = Command::new(binary);
    command.arg("invoke").arg(event.path());
    let finished = run(&mut command, b"", LIMIT)?.expect_success("invoking the function")?;
    assert_eq!(finished.stdout_text().trim(), "1");
    ensure!(
        finished.stderr.contains(r#""Number":7"#),
        "{}",
        finished.stderr
    );
    Ok(())
}

#[cfg(unix)]
#[test]
fn metric_of_the_shutdown_hook_is_written() -> Result<()> {
    let binary = build("gatewright-fixture-functions", "shutdown", Profile::Debug)?;
    let event = tempfile::NamedTempFile::new()?;
    std::fs::write(
        event.path(),
        r#"{"operation": "shutdown.gather", "payload": "ab"}"#,
    )?;
    let mut command = Command::new(binary);
    command.arg("invoke").arg(event.path());
    let finished = run(&mut command, b"", LIMIT)?.expect_success("invoking the function")?;
    assert_eq!(
        finished.stderr.matches(r#""Shutdowns":1"#).count(),
        1,
        "{}",
        finished.stderr
    );
    Ok(())
}

/// Lambda ends the invocation when it has the end of the response.
#[test]
fn record_of_a_stream_is_out_before_its_end() -> Result<()> {
    let binary = build("gatewright-fixture-concurrent", "metrics", Profile::Debug)?;
    let paths = ["/stream", "/aborts", "/orders/7", "/stream"];
    let events = paths.map(|path| {
        (
            get_event(path, FUNCTION_URL).to_string().into_bytes(),
            Then::Take,
            LIMIT,
        )
    });
    let service = StreamService::start(events.to_vec())?;
    let output = tempfile::NamedTempFile::new()?;
    let mut command = Command::new(binary);
    let mut child = like_lambda(&mut command, service.address())
        .stdout(File::create(output.path())?)
        .spawn()?;
    let posted = service.posted(paths.len() + 1, LIMIT);
    child.kill()?;
    child.wait()?;
    let posted = posted?;
    assert_eq!(posted.len(), 4);
    let printed = std::fs::read_to_string(output.path())?;
    let documents = parsed(&printed)?;
    let records: Vec<_> = documents
        .iter()
        .filter(|document| document.contains_key("outcome"))
        .collect();
    let found: Vec<_> = records
        .iter()
        .map(|record| {
            json!([
                record["handler"],
                record["outcome"],
                record.get("error_type"),
                record["status"]
            ])
        })
        .collect();
    assert_eq!(
        Value::from(found),
        json!([
            ["streams", "success", null, 200],
            ["aborts", "error", "Error", 200],
            ["order", "success", null, 200],
            ["streams", "success", null, 200],
        ]),
        "{printed}"
    );
    assert_eq!(
        documents
            .iter()
            .filter(|document| document.contains_key("Begun"))
            .count(),
        2
    );
    Ok(())
}

/// Every kind of document, read by readers of `PyPI`.
#[test]
fn documents_are_read_back_by_cloudwatch() -> Result<()> {
    let events = vec![
        operation("place", &json!("acme \"& co\"")),
        operation("place", &json!("other")),
        operation("many", &json!(250)),
        operation("price", &Value::Null),
        operation("panics", &Value::Null),
        operation("odd", &Value::Null),
        get("/orders/7"),
        batch(&[r#""bad""#, r#""bad""#]),
    ];
    let run_of_shop = shop(&[("POWERTOOLS_SERVICE_NAME", "orders")], events)?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/metrics");
    let mut python = Command::new(Tools::get()?.python());
    python
        .arg(folder.join("read_back.py"))
        .arg(folder.join("emf_schema.json"));
    let read = run(&mut python, run_of_shop.printed.as_bytes(), LIMIT)?
        .expect_success("reading the documents")?;
    let sums: BTreeMap<String, f64> = serde_json::from_str(&read.stdout_text())?;
    for (name, sum) in [
        ("OrdersPlaced", 6.0),
        ("Total", 97.8),
        ("Latency", 3.0),
        ("Number", 31_125.0),
        ("Even", 1.0),
        ("ColdStart", 1.0),
        ("BatchItemFailures", 2.0),
        ("CatalogEntries", 7.0),
    ] {
        let found = sums.get(name).copied().unwrap_or_default();
        ensure!((found - sum).abs() < 1e-9, "{name}: {sums:?}");
    }
    Ok(())
}

/// Powertools for Python writes the same document for the same metrics. It adds nothing of the invocation, and each value is in a list.
#[test]
fn document_is_that_of_powertools() -> Result<()> {
    const SCRIPT: &str = r#"
from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import MetricUnit

metrics = Metrics(namespace="Shop")
metrics.add_dimension(name="tenant", value="acme")
metrics.add_dimension(name="plan", value="pro")

@metrics.log_metrics
def handler(event, context):
    metrics.add_metric(name="OrdersPlaced", unit=MetricUnit.Count, value=1)
    metrics.add_metric(name="OrdersPlaced", unit=MetricUnit.Count, value=2)
    metrics.add_metric(name="Total", unit="None", value=48.9)

handler({}, None)
"#;
    let variables = [("POWERTOOLS_SERVICE_NAME", "orders")];
    let mut python = Command::new(Tools::get()?.python());
    python.args(["-c", SCRIPT]).envs(variables);
    let printed = run(&mut python, b"", LIMIT)?
        .expect_success("Powertools")?
        .stdout_text();
    let mut theirs: Line = serde_json::from_str(&printed).with_context(|| printed.clone())?;
    let run = shop(&variables, vec![operation("place", &json!("acme"))])?;
    let mut ours = run.with("OrdersPlaced")[0].clone();
    ours.remove("function_request_id");
    for document in [&mut ours, &mut theirs] {
        let timestamp = document["_aws"]
            .as_object_mut()
            .and_then(|aws| aws.remove("Timestamp"));
        ensure!(timestamp.is_some_and(|at| at.is_u64()), "{document:?}");
    }
    assert_eq!(theirs["OrdersPlaced"], json!([1.0, 2.0]), "{printed}");
    assert_eq!(ours["OrdersPlaced"], json!([1, 2]));
    assert_eq!(theirs["Total"], json!([ours["Total"]]), "{printed}");
    for name in ["OrdersPlaced", "Total"] {
        ours.remove(name);
        theirs.remove(name);
    }
    assert_eq!(ours, theirs, "{printed}");
    Ok(())
}
