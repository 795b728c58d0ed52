//! Streamed responses as clients of the local Lambda receive them: in chunks from a trigger that streams, whole from others.
//!
//! The tests also check what the client, the service and the log show of a response that is aborted.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use gatewright_tests::boto3;
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::http;
use gatewright_tests::local::{Local, invoke_command, outside_lambda};
use serde_json::{Value, json};

/// Makes an event of payload format 2.0. The domain tells a function URL from an HTTP API.
fn event(path: &str, domain: &str) -> Vec<u8> {
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {},
        "requestContext": {
            "domainName": domain,
            "http": {"method": "GET", "path": path},
            "stage": "$default",
        },
        "isBase64Encoded": false,
    })
    .to_string()
    .into_bytes()
}

const FUNCTION_URL: &str = "abc.lambda-url.us-east-1.on.aws";
const HTTP_API: &str = "abc.execute-api.us-east-1.amazonaws.com";

fn serve() -> Result<Local> {
    Local::serve(&debug_build()?, "streams")
}

fn debug_build() -> Result<std::path::PathBuf> {
    build("gatewright-fixture-functions", "streams", Profile::Debug)
}

/// A response in the pieces in which it arrived.
struct Arrivals {
    /// The pieces, each with the time since the request.
    pieces: Vec<(Duration, String)>,
}

impl Arrivals {
    fn get(local: &Local, path: &str) -> Result<Self> {
        let address = local
            .endpoint()
            .strip_prefix("http://")
            .context("expected an http:// address")?;
        let began = Instant::now();
        let mut connection = TcpStream::connect(address)?;
        write!(
            connection,
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
        )?;
        let mut pieces = Vec::new();
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match connection.read(&mut buffer)? {
                0 => return Ok(Self { pieces }),
                read => {
                    let text = String::from_utf8_lossy(&buffer[..read]).into_owned();
                    pieces.push((began.elapsed(), text));
                }
            }
        }
    }

    fn text(&self) -> String {
        self.pieces.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// Returns the time at which the piece with this text arrived.
    fn when(&self, text: &str) -> Result<Duration> {
        let piece = self.pieces.iter().find(|(_, piece)| piece.contains(text));
        Ok(piece
            .with_context(|| format!("expected `{text}` in {:?}", self.pieces))?
            .0)
    }

    /// Returns whether the response ended with the last chunk of a chunked HTTP/1.1 body.
    fn is_complete(&self) -> bool {
        self.text().ends_with("\r\n0\r\n\r\n")
    }
}

#[test]
fn chunk_arrives_before_the_next_is_made() -> Result<()> {
    let local = serve()?;
    // The cold start must not count.
    http::get(&format!("{}/plain", local.endpoint()))?;
    let arrivals = Arrivals::get(&local, "/ticks/3")?;
    let text = arrivals.text();
    assert!(text.starts_with("HTTP/1.1 201 Created\r\n"), "{text}");
    for line in [
        "content-type: text/event-stream",
        "set-cookie: a=1",
        "set-cookie: b=2",
        "transfer-encoding: chunked",
    ] {
        assert!(
            text.lines().any(|written| written == line),
            "{line}: {text}"
        );
    }
    assert!(arrivals.is_complete(), "{text}");
    // Each chunk is made 500 ms after the one before it. A busy machine may deliver two of them together, but not all three.
    let last_is_made = Duration::from_secs(1);
    assert!(
        arrivals.when("tick 0")? < last_is_made,
        "{:?}",
        arrivals.pieces
    );
    assert!(
        arrivals.when("tick 1")? >= Duration::from_millis(500),
        "{:?}",
        arrivals.pieces
    );
    assert!(
        arrivals.when("tick 2")? >= last_is_made,
        "{:?}",
        arrivals.pieces
    );
    Ok(())
}

#[test]
fn streaming_trigger_streams_every_kind_of_response() -> Result<()> {
    let local = serve()?;
    let plain = local.get("/plain")?;
    assert_eq!(
        (plain.status, plain.header("content-type"), plain.json()?),
        (200, Some("application/json"), json!([1, 2]))
    );
    let missing = local.get("/nowhere")?;
    assert_eq!(
        (missing.status, missing.header("content-type")),
        (404, Some("application/problem+json"))
    );
    assert_eq!(missing.json()?["detail"], "no route for `GET /nowhere`");
    let head = http::request(
        http::Method::HEAD,
        &format!("{}/ticks/3", local.endpoint()),
        &[],
        None,
    )?;
    assert_eq!((head.status, head.body.len()), (201, 0));
    // An event that is not an HTTP request is not affected.
    let reply = local.invoke(br#"{"operation":"streams.echo","payload":"well"}"#)?;
    assert_eq!(reply.payload, "well");
    Ok(())
}

#[test]
fn buffered_trigger_gets_the_response_whole() -> Result<()> {
    let mut local = serve()?;
    let reply = local.invoke(&event("/ticks/2", HTTP_API))?;
    assert_eq!(
        reply.payload,
        json!({
            "statusCode": 201,
            "headers": {"content-type": "text/event-stream"},
            "cookies": ["a=1", "b=2"],
            "body": "tick 0\ntick 1\n",
            "isBase64Encoded": false,
        })
    );
    let large = local.invoke(&event("/megabytes/7", HTTP_API))?;
    assert_eq!(large.payload["statusCode"], 500);
    let log = local.process.end();
    assert!(
        log.contains("\"exception_name\":\"ResponseTooLarge\""),
        "{log}"
    );
    Ok(())
}

#[test]
fn streamed_response_may_exceed_6_mb() -> Result<()> {
    let local = serve()?;
    let seven = local.get("/megabytes/7")?;
    assert_eq!((seven.status, seven.body.len()), (200, 7 * 1024 * 1024));
    assert!(seven.body.iter().all(|byte| *byte == 0xfe));
    Ok(())
}

/// Requests a response that is aborted after its first chunk. Returns the time that it took and the log.
fn broken_off(path: &str) -> Result<(Duration, String)> {
    // A second environment would answer while the first one is still ending.
    let mut command = outside_lambda(&debug_build()?);
    let mut local = Local::serve_command(command.args(["--concurrency", "1"]), "streams")?;
    local.get("/plain")?;
    let began = Instant::now();
    let arrivals = Arrivals::get(&local, path)?;
    let took = began.elapsed();
    let text = arrivals.text();
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
    assert!(text.ends_with("begun\n\r\n"), "{text}");
    // The same environment continues.
    let after = local.get("/plain")?;
    assert_eq!(after.status, 200);
    let log = local.process.end();
    assert_eq!(log.matches(" cold ").count(), 1, "{log}");
    Ok((took, log))
}

/// Returns the error lines of the function's log.
fn errors(log: &str) -> Vec<Value> {
    log.lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|line| line["level"] == "ERROR")
        .collect()
}

#[test]
fn stream_error_breaks_off_the_response_and_is_logged() -> Result<()> {
    let (_, log) = broken_off("/fails")?;
    let errors = errors(&log);
    assert_eq!(errors.len(), 1, "{log}");
    assert_eq!(errors[0]["exception_name"], "OutOfPaper");
    let message = errors[0]["message"].as_str().unwrap_or_default();
    assert!(
        message.starts_with("the tray is empty; the response was aborted after "),
        "{log}"
    );
    Ok(())
}

#[test]
fn stream_panic_ends_only_its_response() -> Result<()> {
    let (_, log) = broken_off("/panics")?;
    let errors = errors(&log);
    assert_eq!(errors.len(), 1, "{log}");
    assert_eq!(errors[0]["exception_name"], "HandlerPanicked");
    Ok(())
}

/// Checks that the guard ended the response, which it does 100 ms before the timeout of 2 s.
fn assert_ended_by_the_guard(path: &str, function: &str) -> Result<()> {
    let (took, log) = broken_off(path)?;
    assert!(took >= Duration::from_millis(1_850), "{took:?}");
    let errors = errors(&log);
    assert_eq!(errors.len(), 1, "{log}");
    assert_eq!(errors[0]["exception_name"], "DeadlineExceeded");
    let running = format!("`{function}` (streaming the reply) was still running");
    assert!(log.contains(&running), "{log}");
    Ok(())
}

#[test]
fn awaiting_stream_is_ended_by_the_guard() -> Result<()> {
    assert_ended_by_the_guard("/waits", "waits")
}

#[test]
fn computing_stream_is_ended_by_the_guard() -> Result<()> {
    assert_ended_by_the_guard("/computes", "computes")
}

#[test]
fn blocking_stream_is_cut_off_by_the_watchdog() -> Result<()> {
    let (_, log) = broken_off("/blocks")?;
    assert!(log.contains("the watchdog aborted its reply"), "{log}");
    assert_eq!(errors(&log).len(), 1, "{log}");
    Ok(())
}

#[test]
fn watchdog_answers_in_the_format_of_the_trigger() -> Result<()> {
    let local = serve()?;
    let response = local.get("/blocks-at-once")?;
    assert_eq!(
        (response.status, response.header("content-type")),
        (504, Some("application/problem+json"))
    );
    assert_eq!(response.json()?["title"], "Gateway Timeout");
    assert_eq!(local.get("/plain")?.status, 200);
    Ok(())
}

/// Five concurrent streams, of which one waits and one blocks its thread.
#[test]
fn concurrent_streams_are_independent() -> Result<()> {
    let binary = build(
        "gatewright-fixture-concurrent",
        "concurrent-streams",
        Profile::Debug,
    )?;
    let mut local = Local::serve(&binary, "concurrent-streams")?;
    // The guard and the watchdog end the streams that do not end by themselves after 2.8 s.
    let early = Duration::from_millis(2_500);
    let get = |path| Arrivals::get(&local, path);
    assert!(get("/ticks/1")?.is_complete());
    let paths = ["/ticks/10", "/waits", "/ticks/10", "/blocks", "/ticks/10"];
    let arrivals = std::thread::scope(|scope| {
        let requests = paths.map(|path| scope.spawn(move || get(path)));
        requests.map(|request| request.join().expect("a requesting thread panicked"))
    });
    for (path, arrivals) in paths.into_iter().zip(arrivals) {
        let arrivals = arrivals?;
        if path == "/ticks/10" {
            assert!(arrivals.is_complete(), "{}", arrivals.text());
            // Nine pauses of 100 ms have passed, without waiting for the streams that do not end.
            let last = arrivals.when("tick 9")?;
            assert!(last >= Duration::from_millis(900), "{last:?}");
            assert!(last < early, "{last:?}");
        } else {
            assert!(
                arrivals.text().ends_with("begun\n\r\n"),
                "{}",
                arrivals.text()
            );
            let begun = arrivals.when("begun")?;
            assert!(begun < early, "{begun:?}");
        }
    }
    assert!(get("/ticks/1")?.is_complete());
    let log = local.process.end();
    assert!(
        log.contains("`waits` (streaming the reply) was still running"),
        "{log}"
    );
    assert!(
        log.contains("the watchdog aborted its reply; its thread is abandoned"),
        "{log}"
    );
    assert_eq!(log.matches(" cold ").count(), 1, "{log}");
    Ok(())
}

#[test]
fn boto3_gets_chunks_in_time_and_the_final_error() -> Result<()> {
    let local = serve()?;
    let output = boto3::stream(
        local.endpoint(),
        "streams",
        &event("/ticks/2", FUNCTION_URL),
    )?;
    assert_eq!(output["status"], 200);
    assert_eq!(output["complete"], json!({}));
    let chunks = output["chunks"].as_array().context("chunks")?;
    let text: String = chunks
        .iter()
        .filter_map(|chunk| chunk["text"].as_str())
        .collect();
    let (prelude, body) = text
        .split_once("\0\0\0\0\0\0\0\0")
        .context("expected a prelude")?;
    assert_eq!(
        serde_json::from_str::<Value>(prelude)?,
        json!({"statusCode": 201, "headers": {"content-type": "text/event-stream"}, "cookies": ["a=1", "b=2"]})
    );
    assert_eq!(body, "tick 0\ntick 1\n");
    let when = |text: &str| {
        let chunk = chunks.iter().find(|chunk| {
            chunk["text"]
                .as_str()
                .is_some_and(|chunk| chunk.contains(text))
        });
        chunk
            .and_then(|chunk| chunk["after"].as_f64())
            .context("expected a time")
    };
    assert!(when("tick 1")? - when("tick 0")? > 0.2, "{output}");

    let failed = boto3::stream(local.endpoint(), "streams", &event("/fails", FUNCTION_URL))?;
    assert_eq!(failed["complete"]["ErrorCode"], "OutOfPaper");
    let details = failed["complete"]["ErrorDetails"]
        .as_str()
        .context("details")?;
    assert_eq!(
        serde_json::from_str::<Value>(details)?,
        json!({"errorType": "OutOfPaper", "errorMessage": "the tray is empty"})
    );

    // A reply that is not streamed is one chunk.
    let echo = boto3::stream(
        local.endpoint(),
        "streams",
        br#"{"operation":"streams.echo","payload":"well"}"#,
    )?;
    assert_eq!(echo["chunks"][0]["text"], "\"well\"");
    Ok(())
}

#[test]
fn invoke_command_prints_the_collected_response() -> Result<()> {
    let file = tempfile::Builder::new().suffix(".json").tempfile()?;
    std::fs::write(file.path(), event("/ticks/2", FUNCTION_URL))?;
    let finished = invoke_command(&debug_build()?, &[file.path()])?;
    assert_eq!(finished.status.code(), Some(0));
    assert_eq!(
        serde_json::from_slice::<Value>(&finished.stdout)?,
        json!({
            "statusCode": 201,
            "headers": {"content-type": "text/event-stream"},
            "cookies": ["a=1", "b=2"],
            "body": "tick 0\ntick 1\n",
            "isBase64Encoded": false,
        })
    );
    Ok(())
}
