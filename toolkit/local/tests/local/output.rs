//! Standard error: what it says, and that the service does not depend on it.

use crate::program::Program;
use crate::support::{SUBJECT, send};
use hyper::Request;
use hyper::http::request::Builder;
use std::io::Read;
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::Duration;

/// A local Lambda, started with `arguments`, with its standard error at `stderr`.
async fn serve(arguments: &[&str], stderr: impl Into<Stdio>) -> (Program, SocketAddr) {
    let mut command = Command::new(SUBJECT);
    command
        .args(["--port", "0"])
        .args(arguments)
        .env_remove("AWS_LAMBDA_RUNTIME_API")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(stderr);
    let mut program = Program::start(&mut command);
    drop(command);
    let line = program.first_line().await;
    let address = line.strip_prefix("listening on http://");
    let address = address.and_then(|address| address.parse().ok());
    (program, address.expect("an address"))
}

fn call() -> Builder {
    Request::post("/2015-03-31/functions/subject/invocations")
}

fn later() -> Builder {
    call().header("x-amz-invocation-type", "Event")
}

/// Ends the program with SIGTERM and returns what it wrote to the pipe.
async fn ended(mut program: Program, mut log: std::io::PipeReader) -> String {
    crate::program::terminate(&program).await;
    let status = program.ended().await;
    assert_eq!(status.code(), Some(0));
    let mut text = String::new();
    log.read_to_string(&mut text).expect("text");
    text
}

#[tokio::test]
async fn asynchronous_calls_all_run() {
    let (log, stderr) = std::io::pipe().expect("a pipe");
    let (program, address) = serve(&["--concurrency", "3"], stderr).await;
    for _ in 0..15 {
        let answer = send(address, later(), "{\"do\":\"sleep\",\"ms\":50}").await;
        assert_eq!(answer.status, 202);
    }
    // They wait in order, so this one is the last.
    send(address, call(), "{}").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let text = ended(program, log).await;
    assert_eq!(text.matches("invoke ok").count(), 16, "{text}");
    assert!(!text.contains("dropped"), "{text}");
}

#[tokio::test]
async fn asynchronous_calls_at_shutdown_are_told_as_dropped() {
    let (log, stderr) = std::io::pipe().expect("a pipe");
    let (program, address) = serve(&["--concurrency", "2"], stderr).await;
    let mut accepted = Vec::new();
    for _ in 0..15 {
        let answer = send(address, later(), "{\"do\":\"sleep\",\"ms\":1500}").await;
        assert_eq!(answer.status, 202);
        accepted.push(answer.header("x-amzn-requestid").expect("an id").to_owned());
    }
    let text = ended(program, log).await;
    let ran = text.matches("invoke ok").count();
    let dropped = accepted
        .iter()
        .filter(|id| text.contains(&format!("invoke {id} dropped: ")))
        .count();
    assert_eq!(ran + dropped, 15, "{text}");
    assert!(dropped >= 13, "{text}");
}

#[tokio::test]
async fn standard_error_that_nobody_reads_does_not_stop_the_service() {
    let (log, stderr) = std::io::pipe().expect("a pipe");
    let (program, address) = serve(&[], stderr).await;
    // Twice the buffer of any pipe.
    let line = "x".repeat(8 * 1024);
    let event = serde_json::json!({ "do": "log", "stdout": line, "stderr": line }).to_string();
    for count in 1..=16 {
        let answer = send(address, call(), event.clone()).await;
        assert_eq!(answer.json()["count"], count);
    }
    // It ends although most of its log is not written.
    let mut program = program;
    crate::program::terminate(&program).await;
    assert_eq!(program.ended().await.code(), Some(0));
    drop(log);
}

#[tokio::test]
async fn closed_standard_error_does_not_stop_the_service() {
    let (log, stderr) = std::io::pipe().expect("a pipe");
    drop(log);
    let (mut program, address) = serve(&[], stderr).await;
    for path in ["/event", "/fail", "/reply"] {
        let answer = send(address, Request::get(path), "").await;
        assert!([200, 500].contains(&answer.status), "{path}");
    }
    let foreign = Request::get("/event").header("host", "evil.example");
    assert_eq!(send(address, foreign, "").await.status, 403);
    assert_eq!(send(address, Request::get("/event"), "").await.status, 200);
    crate::program::terminate(&program).await;
    assert_eq!(program.ended().await.code(), Some(0));
}

#[tokio::test]
async fn refused_requests_are_in_the_log() {
    let (log, stderr) = std::io::pipe().expect("a pipe");
    let (program, address) = serve(&[], stderr).await;
    let large = vec![b'x'; 6 * 1024 * 1024 + 1];
    assert_eq!(
        send(address, Request::put("/event"), large.clone())
            .await
            .status,
        413
    );
    let binary = vec![0xff; 5 * 1024 * 1024];
    assert_eq!(
        send(address, Request::put("/event"), binary).await.status,
        413
    );
    assert_eq!(send(address, call(), large).await.status, 413);
    let long = "y".repeat(500);
    let foreign = Request::builder()
        .method("PROPFIND")
        .uri(format!("/{long}"))
        .header("host", &long);
    assert_eq!(send(address, foreign, "").await.status, 403);
    let kind = call().header("x-amz-invocation-type", &long);
    let answer = send(address, kind, "{}").await;
    assert_eq!(answer.status, 400);
    assert!(!answer.json().to_string().contains(&long[..33]));
    let unknown = Request::post(format!("/2015-03-31/functions/{long}/invocations"));
    let answer = send(address, unknown, "{}").await;
    assert_eq!(answer.status, 404);
    assert!(!answer.json().to_string().contains(&long[..33]));
    let text = ended(program, log).await;
    let lines: Vec<_> = text.lines().collect();
    let expected = [
        "PUT /event 413 the body is larger than 6291456 bytes".to_owned(),
        "PUT /event 413 the event of the request is larger than 6291456 bytes".to_owned(),
        "invoke 413 RequestTooLargeException: Request must be smaller than 6291456 bytes for the InvokeFunction operation".to_owned(),
        format!(
            "PROPFIND /{}… 403 expected the host localhost, 127.0.0.1, [::1] or one of `--allow-host`, found `{}…`",
            &long[..255],
            &long[..32]
        ),
    ];
    assert_eq!(lines[..4], expected);
    assert!(lines[4].starts_with("invoke 400 InvalidParameterValueException: "));
    assert!(lines[5].starts_with("invoke 404 ResourceNotFoundException: "));
    assert_eq!(lines.len(), 6, "{text}");
}
