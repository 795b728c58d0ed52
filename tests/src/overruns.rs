//! Invocations that do not come to an end in time, each in another way: what proves that the guard answers before the kill.
//!
//! The function is `overruns`, with a timeout of 2 s and the default guard, behind the emulator that AWS ships. What is measured is
//! the margin: the time from the answer's arrival at the client to the moment at which the emulator would have killed.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::cargo_build::{Profile, build};
use crate::rie::Rie;

const TIMEOUT_SECONDS: u16 = 2;

/// One way not to come to an end.
#[derive(Clone, Copy, Debug)]
pub struct Overrun {
    /// What does not come to an end.
    pub what: &'static str,
    event: fn() -> Value,
    answered: Answered,
    by: By,
}

/// What it is answered with.
#[derive(Clone, Copy, Debug)]
enum Answered {
    /// A function error `DeadlineExceeded`.
    Error,
    /// A 504.
    Response,
    /// The reply that reports the last two of three records.
    Failures,
}

/// Who answers, and what the log says was running.
#[derive(Clone, Copy, Debug)]
enum By {
    Guard(&'static str),
    Watchdog(&'static str),
}

/// A wait.
pub const AWAITS: Overrun = Overrun {
    what: "the handler awaits",
    event: || json!({"operation": "overruns.awaits"}),
    answered: Answered::Error,
    by: By::Guard("`awaits` (running the handler)"),
};
/// A loop that computes.
pub const COMPUTES: Overrun = Overrun {
    what: "a loop computes",
    event: || json!({"operation": "overruns.computes"}),
    answered: Answered::Error,
    by: By::Guard("`computes` (running the handler)"),
};
/// Loops in a loop.
pub const NESTED: Overrun = Overrun {
    what: "nested loops compute",
    event: || json!({"operation": "overruns.computes_in_nested_loops"}),
    answered: Answered::Error,
    by: By::Guard("`computes_in_nested_loops` (running the handler)"),
};
/// A loop whose rounds become longer.
pub const TURNS_SLOW: Overrun = Overrun {
    what: "a loop turns slow part-way",
    event: || json!({"operation": "overruns.turns_slow"}),
    answered: Answered::Error,
    by: By::Guard("`turns_slow` (running the handler)"),
};
/// A call that nothing interrupts.
pub const BLOCKS: Overrun = Overrun {
    what: "a synchronous call",
    event: || json!({"operation": "overruns.blocks"}),
    answered: Answered::Error,
    by: By::Watchdog("`blocks` (running the handler)"),
};
/// A call that nothing interrupts, for a response.
pub const BLOCKS_A_RESPONSE: Overrun = Overrun {
    what: "a synchronous call, over HTTP",
    event: || get("/blocks"),
    answered: Answered::Response,
    by: By::Watchdog("`blocks_a_response` (running the handler)"),
};
/// A parameter of the user's own.
pub const EXTRACTS: Overrun = Overrun {
    what: "an extractor, over HTTP",
    event: || get("/extracts"),
    answered: Answered::Response,
    by: By::Guard("`extracts` (extracting parameters)"),
};
/// The start of a lazy module that waits.
pub const STARTS: Overrun = Overrun {
    what: "a lazy module's `init` awaits",
    event: || json!({"operation": "overruns.starts"}),
    answered: Answered::Error,
    by: By::Guard("`starts` (starting the lazy module `overruns::slow`)"),
};
/// The start of a lazy module that computes.
pub const STARTS_BUSY: Overrun = Overrun {
    what: "a lazy module's `init` computes",
    event: || json!({"operation": "overruns.starts_busy"}),
    answered: Answered::Error,
    by: By::Watchdog("`starts_busy` (starting the lazy module `overruns::busy`)"),
};
/// The second of three records waits.
pub const A_RECORD_WAITS: Overrun = Overrun {
    what: "a record of a batch awaits",
    event: || messages("waits"),
    answered: Answered::Failures,
    by: By::Guard("`waits_for_a_record` (running the handler)"),
};
/// The second of three records blocks.
pub const A_RECORD_BLOCKS: Overrun = Overrun {
    what: "a synchronous call for a record of a batch",
    event: || messages("blocks"),
    answered: Answered::Failures,
    by: By::Watchdog("`blocks_for_a_record` (running the handler)"),
};

/// All of them.
pub const ALL: [Overrun; 11] = [
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
];

impl Overrun {
    /// Who answers: the guard, or the watchdog where nothing can be interrupted.
    pub fn answered_by(&self) -> &'static str {
        match self.by {
            By::Guard(_) => "guard",
            By::Watchdog(_) => "watchdog",
        }
    }

    /// Lets it happen so many times, each time in an environment that is warm and has to work afterwards, and returns the margins.
    pub fn margins(&self, runs: usize) -> Result<Vec<Duration>> {
        let binary = build("gatewright-fixture-functions", "overruns", Profile::Release)?;
        let function = Rie::start(&binary, TIMEOUT_SECONDS)?;
        assert_works(&function)?;
        let margins = (0..runs)
            .map(|_| self.margin(&function))
            .collect::<Result<_>>()
            .with_context(|| format!("{}\n{}", self.what, function.logs()))?;
        self.check_log(&function.logs(), runs)?;
        Ok(margins)
    }

    fn margin(&self, function: &Rie) -> Result<Duration> {
        let event = serde_json::to_vec(&(self.event)())?;
        let sent = Instant::now();
        let response = function.invoke_raw(&event)?;
        let elapsed = sent.elapsed();
        ensure!(
            !response.text().contains("Task timed out"),
            "killed after {elapsed:?}"
        );
        self.check(&Answer {
            payload: response.json()?,
            function_error: None,
        })?;
        assert_works(function)?;
        // The emulator decides what was in time; what it then takes to tell the client may end after the timeout.
        Ok(Duration::from_secs(TIMEOUT_SECONDS.into()).saturating_sub(elapsed))
    }

    fn check(&self, answer: &Answer) -> Result<()> {
        let payload = &answer.payload;
        let is_right = match self.answered {
            Answered::Error => payload["errorType"] == "DeadlineExceeded",
            Answered::Response => {
                payload["statusCode"] == 504 && answer.http_body()?["status"] == 504
            }
            Answered::Failures => {
                *payload
                    == json!({"batchItemFailures": [{"itemIdentifier": "m1"}, {"itemIdentifier": "m2"}]})
            }
        };
        ensure!(is_right, "answered {payload}");
        Ok(())
    }

    /// Each time the log names what was running; it says when the watchdog had to answer.
    fn check_log(&self, log: &str, runs: usize) -> Result<()> {
        let (step, by_watchdog) = match self.by {
            By::Guard(step) => (step, 0),
            By::Watchdog(step) => (step, runs),
        };
        let named = log
            .matches(&format!("{step} was still running after"))
            .count();
        ensure!(
            named == runs,
            "the log names {step} {named} times of {runs}\n{log}"
        );
        let ends = log.matches("the watchdog answered in its place").count();
        ensure!(
            ends == by_watchdog,
            "the watchdog answered {ends} times, not {by_watchdog}\n{log}"
        );
        Ok(())
    }
}

fn assert_works(function: &Rie) -> Result<()> {
    let answer = function.invoke(br#"{"operation":"overruns.echo","payload":"well"}"#)?;
    ensure!(answer.payload == "well", "afterwards: {}", answer.payload);
    Ok(())
}

/// A request of an HTTP API.
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

/// Three messages of a queue. The first takes a millisecond, the second a minute.
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
