//! Responses that are made while they are sent: through a trigger that streams as they come, through others whole; and what their client,
//! the service and the log see when they do not come to their end.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use gatewright_tests::boto3;
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::http;
use gatewright_tests::local::{Local, invoke_command};
use serde_json::{Value, json};

/// How the local Lambda names an event's trigger.
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

/// A response as it came.
struct Coming {
    /// Pieces of it, and how long after the request.
    pieces: Vec<(Duration, String)>,
}

impl Coming {
    fn get(local: &Local, path: &str) -> Result<Self> {
        let address = local
            .endpoint()
            .strip_prefix("http://")
            .context("an address")?;
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

    /// When the piece with this text came.
    fn when(&self, text: &str) -> Result<Duration> {
        let piece = self.pieces.iter().find(|(_, piece)| piece.contains(text));
        Ok(piece
            .with_context(|| format!("no `{text}` in {:?}", self.pieces))?
            .0)
    }

    /// Whether it ended as HTTP/1.1 ends a body of chunks.
    fn is_complete(&self) -> bool {
        self.text().ends_with("\r\n0\r\n\r\n")
    }
}

#[test]
fn a_chunk_arrives_before_the_next_is_made() -> Result<()> {
    let local = serve()?;
    // Cold.
    http::get(&format!("{}/plain", local.endpoint()))?;
    let coming = Coming::get(&local, "/ticks/3")?;
    let text = coming.text();
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
    assert!(coming.is_complete(), "{text}");
    // Each of the others is made 300 ms after the one before it.
    assert!(
        coming.when("tick 0")? < Duration::from_millis(250),
        "{:?}",
        coming.pieces
    );
    assert!(
        coming.when("tick 1")? >= Duration::from_millis(300),
        "{:?}",
        coming.pieces
    );
    assert!(
        coming.when("tick 2")? >= Duration::from_millis(600),
        "{:?}",
        coming.pieces
    );
    let between = coming
        .when("tick 2")?
        .saturating_sub(coming.when("tick 1")?);
    assert!(between >= Duration::from_millis(200), "{:?}", coming.pieces);
    Ok(())
}

#[test]
fn behind_a_trigger_that_streams_every_response_is_one() -> Result<()> {
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
    // What is no request is answered as ever.
    let reply = local.invoke(br#"{"operation":"streams.echo","payload":"well"}"#)?;
    assert_eq!(reply.payload, "well");
    Ok(())
}

#[test]
fn the_same_handler_answers_whole_at_a_trigger_that_does_not_stream() -> Result<()> {
    let local = serve()?;
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
    let log = local.process.printed();
    assert!(log.contains("\"errorType\":\"ResponseTooLarge\""), "{log}");
    Ok(())
}

#[test]
fn more_than_six_megabytes_go_through_a_trigger_that_streams() -> Result<()> {
    let local = serve()?;
    let seven = local.get("/megabytes/7")?;
    assert_eq!((seven.status, seven.body.len()), (200, 7 * 1024 * 1024));
    assert!(seven.body.iter().all(|byte| *byte == 0xfe));
    Ok(())
}

/// Asks for a response that breaks off after its first chunk; what the log says of it.
fn broken_off(path: &str) -> Result<(Duration, String)> {
    let local = serve()?;
    local.get("/plain")?;
    let began = Instant::now();
    let coming = Coming::get(&local, path)?;
    let took = began.elapsed();
    let text = coming.text();
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
    assert!(text.ends_with("begun\n\r\n"), "{text}");
    // The same environment goes on.
    let after = local.get("/plain")?;
    assert_eq!(after.status, 200);
    let log = local.process.printed();
    assert_eq!(log.matches(" cold ").count(), 1, "{log}");
    Ok((took, log))
}

/// The lines of the function's log that are errors.
fn errors(log: &str) -> Vec<Value> {
    log.lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|line| line["level"] == "ERROR")
        .collect()
}

#[test]
fn an_error_in_the_stream_breaks_the_response_off_and_is_logged_once() -> Result<()> {
    let (_, log) = broken_off("/fails")?;
    let errors = errors(&log);
    assert_eq!(errors.len(), 1, "{log}");
    assert_eq!(errors[0]["errorType"], "OutOfPaper");
    let message = errors[0]["message"].as_str().unwrap_or_default();
    assert!(
        message.starts_with("the tray is empty; the response was broken off after "),
        "{log}"
    );
    Ok(())
}

#[test]
fn a_panic_in_the_stream_ends_the_response_and_nothing_else() -> Result<()> {
    let (_, log) = broken_off("/panics")?;
    let errors = errors(&log);
    assert_eq!(errors.len(), 1, "{log}");
    assert_eq!(errors[0]["errorType"], "HandlerPanicked");
    Ok(())
}

/// The guard is due 100 ms before the end of the 2 s.
fn assert_ended_by_the_guard(path: &str, function: &str) -> Result<()> {
    let (took, log) = broken_off(path)?;
    assert!(took >= Duration::from_millis(1_850), "{took:?}");
    let errors = errors(&log);
    assert_eq!(errors.len(), 1, "{log}");
    assert_eq!(errors[0]["errorType"], "DeadlineExceeded");
    let running = format!("`{function}` (streaming the reply) was still running");
    assert!(log.contains(&running), "{log}");
    Ok(())
}

#[test]
fn a_stream_that_waits_is_ended_by_the_guard() -> Result<()> {
    assert_ended_by_the_guard("/waits", "waits")
}

#[test]
fn a_stream_that_computes_in_a_loop_is_ended_by_the_guard() -> Result<()> {
    assert_ended_by_the_guard("/computes", "computes")
}

#[test]
fn a_stream_that_nothing_interrupts_is_cut_off_by_the_watchdog() -> Result<()> {
    let (_, log) = broken_off("/blocks")?;
    assert!(log.contains("the watchdog broke its reply off"), "{log}");
    assert_eq!(errors(&log).len(), 1, "{log}");
    Ok(())
}

#[test]
fn before_there_is_a_response_the_watchdog_answers_as_the_trigger_wants_it() -> Result<()> {
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

/// As many at a time as the function serves, of which one waits and one blocks its thread.
#[test]
fn in_the_concurrent_mode_streams_know_nothing_of_one_another() -> Result<()> {
    let binary = build(
        "gatewright-fixture-concurrent",
        "concurrent-streams",
        Profile::Debug,
    )?;
    let local = Local::serve(&binary, "concurrent-streams")?;
    let get = |path| Coming::get(&local, path);
    assert!(get("/ticks/1")?.is_complete());
    let paths = ["/ticks/10", "/waits", "/ticks/10", "/blocks", "/ticks/10"];
    let came = std::thread::scope(|scope| {
        let coming = paths.map(|path| scope.spawn(move || get(path)));
        coming.map(|coming| coming.join().expect("getting does not panic"))
    });
    for (path, coming) in paths.into_iter().zip(came) {
        let coming = coming?;
        if path == "/ticks/10" {
            assert!(coming.is_complete(), "{}", coming.text());
            // The ninth pause of 100 ms is over, and nobody waited for those that do not end.
            let last = coming.when("tick 9")?;
            assert!(last >= Duration::from_millis(900), "{last:?}");
            assert!(last < Duration::from_secs(2), "{last:?}");
        } else {
            assert!(coming.text().ends_with("begun\n\r\n"), "{}", coming.text());
            let end = coming.when("begun")?;
            assert!(end < Duration::from_secs(1), "{end:?}");
        }
    }
    assert!(get("/ticks/1")?.is_complete());
    let log = local.process.printed();
    assert!(
        log.contains("`waits` (streaming the reply) was still running"),
        "{log}"
    );
    assert!(
        log.contains("the watchdog broke its reply off; its thread is left to itself"),
        "{log}"
    );
    assert_eq!(log.matches(" cold ").count(), 1, "{log}");
    Ok(())
}

#[test]
fn boto3_gets_the_chunks_as_they_come_and_what_became_of_them() -> Result<()> {
    let local = serve()?;
    let told = boto3::stream(
        local.endpoint(),
        "streams",
        &event("/ticks/2", FUNCTION_URL),
    )?;
    assert_eq!(told["status"], 200);
    assert_eq!(told["complete"], json!({}));
    let chunks = told["chunks"].as_array().context("chunks")?;
    let text: String = chunks
        .iter()
        .filter_map(|chunk| chunk["text"].as_str())
        .collect();
    let (prelude, body) = text.split_once("\0\0\0\0\0\0\0\0").context("a prelude")?;
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
            .context("a time")
    };
    assert!(when("tick 1")? - when("tick 0")? > 0.2, "{told}");

    let failed = boto3::stream(local.endpoint(), "streams", &event("/fails", FUNCTION_URL))?;
    assert_eq!(failed["complete"]["ErrorCode"], "OutOfPaper");
    let details = failed["complete"]["ErrorDetails"]
        .as_str()
        .context("details")?;
    assert_eq!(
        serde_json::from_str::<Value>(details)?,
        json!({"errorType": "OutOfPaper", "errorMessage": "the tray is empty"})
    );

    // What does not stream is one chunk.
    let echo = boto3::stream(
        local.endpoint(),
        "streams",
        br#"{"operation":"streams.echo","payload":"well"}"#,
    )?;
    assert_eq!(echo["chunks"][0]["text"], "\"well\"");
    Ok(())
}

#[test]
fn the_command_prints_the_response_collected() -> Result<()> {
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
