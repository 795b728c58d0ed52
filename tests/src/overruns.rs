//! Invocations that do not end in time, in various ways, to measure how early the guard answers.
//!
//! The function is `overruns`, with a timeout of 2 s and the default guard, on the emulator that AWS ships. The margin is the
//! time from the arrival of the answer at the client to the moment at which the emulator would have killed the function.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::cargo_build::{Profile, build};
use crate::rie::Rie;

const TIMEOUT_SECONDS: u16 = 2;

/// The time within which the log must be complete.
const LOG_LIMIT: Duration = Duration::from_secs(10);

/// One way to exceed the timeout.
#[derive(Clone, Copy, Debug)]
pub struct Overrun {
    /// A description of the overrunning code.
    pub what: &'static str,
    event: fn() -> Value,
    expected: ExpectedAnswer,
    by: By,
}

/// The expected answer.
#[derive(Clone, Copy, Debug)]
enum ExpectedAnswer {
    /// A function error `DeadlineExceeded`.
    Error,
    /// An HTTP response with status 504.
    Response,
    /// A partial batch response with the last two of three messages.
    Messages,
    /// A partial batch response with the last two of three records of this topic.
    Records(&'static str),
}

/// The mechanism that answers, and the step that the log names.
#[derive(Clone, Copy, Debug)]
enum By {
    Guard(&'static str),
    Watchdog(&'static str),
}

/// A handler that awaits.
pub const AWAITS: Overrun = Overrun {
    what: "the handler awaits",
    event: || json!({"operation": "overruns.awaits"}),
    expected: ExpectedAnswer::Error,
    by: By::Guard("`awaits` (running the handler)"),
};
/// A loop that computes.
pub const COMPUTES: Overrun = Overrun {
    what: "a loop computes",
    event: || json!({"operation": "overruns.computes"}),
    expected: ExpectedAnswer::Error,
    by: By::Guard("`computes` (running the handler)"),
};
/// Nested loops.
pub const NESTED: Overrun = Overrun {
    what: "nested loops compute",
    event: || json!({"operation": "overruns.computes_in_nested_loops"}),
    expected: ExpectedAnswer::Error,
    by: By::Guard("`computes_in_nested_loops` (running the handler)"),
};
/// A loop whose iterations become longer.
pub const TURNS_SLOW: Overrun = Overrun {
    what: "a loop turns slow part-way",
    event: || json!({"operation": "overruns.turns_slow"}),
    expected: ExpectedAnswer::Error,
    by: By::Guard("`turns_slow` (running the handler)"),
};
/// A blocking call.
pub const BLOCKS: Overrun = Overrun {
    what: "a synchronous call",
    event: || json!({"operation": "overruns.blocks"}),
    expected: ExpectedAnswer::Error,
    by: By::Watchdog("`blocks` (running the handler)"),
};
/// A blocking call in a handler of HTTP requests.
pub const BLOCKS_A_RESPONSE: Overrun = Overrun {
    what: "a synchronous call, over HTTP",
    event: || get("/blocks"),
    expected: ExpectedAnswer::Response,
    by: By::Watchdog("`blocks_a_response` (running the handler)"),
};
/// A custom extractor that awaits.
pub const EXTRACTS: Overrun = Overrun {
    what: "an extractor, over HTTP",
    event: || get("/extracts"),
    expected: ExpectedAnswer::Response,
    by: By::Guard("`extracts` (extracting parameters)"),
};
/// A lazy module whose `init` awaits.
pub const STARTS: Overrun = Overrun {
    what: "a lazy module's `init` awaits",
    event: || json!({"operation": "overruns.starts"}),
    expected: ExpectedAnswer::Error,
    by: By::Guard("`starts` (starting the lazy module `overruns::slow`)"),
};
/// A lazy module whose `init` computes.
pub const STARTS_BUSY: Overrun = Overrun {
    what: "a lazy module's `init` computes",
    event: || json!({"operation": "overruns.starts_busy"}),
    expected: ExpectedAnswer::Error,
    by: By::Watchdog("`starts_busy` (starting the lazy module `overruns::busy`)"),
};
/// A batch whose second of three messages awaits.
pub const A_RECORD_WAITS: Overrun = Overrun {
    what: "a record of a batch awaits",
    event: || messages("waits"),
    expected: ExpectedAnswer::Messages,
    by: By::Guard("`waits_for_a_record` (running the handler)"),
};
/// A batch whose second of three messages blocks.
pub const A_RECORD_BLOCKS: Overrun = Overrun {
    what: "a synchronous call for a record of a batch",
    event: || messages("blocks"),
    expected: ExpectedAnswer::Messages,
    by: By::Watchdog("`blocks_for_a_record` (running the handler)"),
};
/// A batch whose second of three Kafka records awaits.
pub const A_RECORD_OF_KAFKA_WAITS: Overrun = Overrun {
    what: "a record of Kafka awaits",
    event: || records("waits"),
    expected: ExpectedAnswer::Records("waits"),
    by: By::Guard("`waits_for_a_record_of_kafka` (running the handler)"),
};
/// A batch whose second of three Kafka records blocks.
pub const A_RECORD_OF_KAFKA_BLOCKS: Overrun = Overrun {
    what: "a synchronous call for a record of Kafka",
    event: || records("blocks"),
    expected: ExpectedAnswer::Records("blocks"),
    by: By::Watchdog("`blocks_for_a_record_of_kafka` (running the handler)"),
};

/// A batch that succeeds or fails as a whole, and whose second of three records blocks.
pub const A_WHOLE_BATCH_BLOCKS: Overrun = Overrun {
    what: "a synchronous call for a batch that fails as a whole",
    event: || records("whole"),
    expected: ExpectedAnswer::Error,
    by: By::Watchdog("`blocks_for_a_whole_batch` (running the handler)"),
};

/// All overruns.
pub const ALL: [Overrun; 14] = [
    AWAITS,
    COMPUTES,
    NESTED,
    TURNS_SLOW,
    EXTRACTS,
    STARTS,
    A_RECORD_WAITS,
    STARTS_BUSY,
    BLOCKS,
    BLOCKS_A_RESPONSE,
    A_RECORD_BLOCKS,
    A_RECORD_OF_KAFKA_WAITS,
    A_RECORD_OF_KAFKA_BLOCKS,
    A_WHOLE_BATCH_BLOCKS,
];

/// The measured margins of an overrun.
#[derive(Clone, Copy, Debug)]
pub struct Margins {
    /// The shortest margin.
    pub worst: Duration,
    /// The median.
    pub median: Duration,
    /// The number of answers from the watchdog. The others came from the guard.
    pub by_watchdog: usize,
}

impl Overrun {
    /// Measures the overrun `runs` times in one warm environment, which must still work after each run.
    pub fn measure(&self, runs: usize) -> Result<Margins> {
        let binary = build("gatewright-fixture-functions", "overruns", Profile::Release)?;
        let function = Rie::start(&binary, TIMEOUT_SECONDS)?;
        assert_works(&function)?;
        let mut margins: Vec<Duration> = (0..runs)
            .map(|_| self.margin(&function))
            .collect::<Result<_>>()
            .with_context(|| format!("{}\n{}", self.what, function.logs()))?;
        margins.sort_unstable();
        Ok(Margins {
            worst: margins[0],
            median: margins[runs / 2],
            by_watchdog: self.check_log(&function, runs)?,
        })
    }

    fn margin(&self, function: &Rie) -> Result<Duration> {
        let event = serde_json::to_vec(&(self.event)())?;
        let sent = Instant::now();
        let response = function.invoke_raw(&event)?;
        let elapsed = sent.elapsed();
        ensure!(
            !response.text().contains("Task timed out"),
            "expected an answer before the timeout, but the emulator killed the function after {elapsed:?}"
        );
        self.check(&Answer {
            payload: response.json()?,
            function_error: None,
        })?;
        assert_works(function)?;
        // The emulator decides what is in time. Its response may still arrive after the timeout.
        Ok(Duration::from_secs(TIMEOUT_SECONDS.into()).saturating_sub(elapsed))
    }

    fn check(&self, answer: &Answer) -> Result<()> {
        let payload = &answer.payload;
        let is_right = match self.expected {
            ExpectedAnswer::Error => payload["errorType"] == "DeadlineExceeded",
            ExpectedAnswer::Response => {
                payload["statusCode"] == 504 && answer.http_body()?["status"] == 504
            }
            ExpectedAnswer::Messages => {
                *payload
                    == json!({"batchItemFailures": [{"itemIdentifier": "m1"}, {"itemIdentifier": "m2"}]})
            }
            ExpectedAnswer::Records(topic) => {
                let of = |number, offset| json!({"itemIdentifier": {"partition": format!("{topic}-{number}"), "offset": offset}});
                *payload == json!({"batchItemFailures": [of(0, 8), of(1, 7)]})
            }
        };
        ensure!(
            is_right,
            "expected an answer of the kind {:?}, got {payload}",
            self.expected
        );
        Ok(())
    }

    /// Checks that the log names the running step for each run, and returns how often the watchdog answered.
    ///
    /// The watchdog always answers for code that cannot be interrupted. Otherwise it answers only if the machine was too busy for
    /// the guard.
    fn check_log(&self, function: &Rie, runs: usize) -> Result<usize> {
        let (By::Guard(step) | By::Watchdog(step)) = self.by;
        let overrun = format!("{step} was still running after");
        let deadline = Instant::now() + LOG_LIMIT;
        // The log arrives through the emulator's pipes.
        while function.logs().matches(&overrun).count() < runs && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(10));
        }
        let log = function.logs();
        let named = log.matches(&overrun).count();
        ensure!(
            named >= runs,
            "expected the log to name {step} {runs} times, found {named}\n{log}"
        );
        let by_watchdog = log.matches("the watchdog answered in its place").count();
        ensure!(
            matches!(self.by, By::Guard(_)) || by_watchdog == runs,
            "expected {runs} answers of the watchdog, found {by_watchdog}\n{log}"
        );
        Ok(by_watchdog)
    }
}

fn assert_works(function: &Rie) -> Result<()> {
    let answer = function.invoke(br#"{"operation":"overruns.echo","payload":"well"}"#)?;
    ensure!(
        answer.payload == "well",
        "expected the function to work after the overrun, got {}",
        answer.payload
    );
    Ok(())
}

/// Makes a request from an HTTP API.
fn get(path: &str) -> Value {
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {},
        "requestContext": {"http": {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.24", "userAgent": "x"}},
        "isBase64Encoded": false,
    })
}

/// Makes a batch of three messages. The first takes a millisecond, the second a minute.
fn messages(queue: &str) -> Value {
    let records: Vec<_> = [1, 60_000, 1]
        .iter()
        .enumerate()
        .map(|(index, milliseconds)| {
            json!({
                "messageId": format!("m{index}"),
                "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
                "body": milliseconds.to_string(),
                "attributes": {},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": format!("arn:aws:sqs:us-east-2:123456789012:{queue}"),
                "awsRegion": "us-east-2",
            })
        })
        .collect();
    json!({ "Records": records })
}

/// Makes a batch of three records in two partitions of a topic. The first takes a millisecond, the second a minute.
fn records(topic: &str) -> Value {
    let record = |partition: u8, offset: u8, milliseconds: &str| {
        json!({
            "topic": topic,
            "partition": partition,
            "offset": offset,
            "timestamp": 1_545_084_650_987_u64,
            "timestampType": "CREATE_TIME",
            "value": milliseconds,
            "headers": [],
        })
    };
    // `1` and `60000` in base64.
    let (short, long) = ("MQ==", "NjAwMDA=");
    json!({
        "eventSource": "aws:kafka",
        "eventSourceArn": "arn:aws:kafka:us-east-2:123456789012:cluster/shop/fc2f5bdf-fd1b-45ad-85dd-15b4a5a6247e-2",
        "bootstrapServers": "b-1.shop.a1bcde.c1.kafka.us-east-2.amazonaws.com:9092",
        "records": {
            format!("{topic}-0"): [record(0, 7, short), record(0, 8, long)],
            format!("{topic}-1"): [record(1, 7, short)],
        },
    })
}
