//! Requests of somebody else.

use crate::program::Program;
use crate::support::{Answer, SUBJECT, TestService, document, send};
use hyper::Request;
use hyper::http::request::Builder;
use serde_json::json;
use std::net::SocketAddr;
use std::process::{Command, Stdio};

const CALL: &str = "/2015-03-31/functions/shop/invocations";

fn foreign(request: Builder) -> Builder {
    request.header("host", "evil.example:9000")
}

fn text(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

#[tokio::test]
async fn foreign_host_is_refused_and_nothing_runs() {
    let mut service = TestService::new().await;
    let answer = service.send(foreign(Request::get("/event")), "").await;
    assert_eq!(answer.status, 403);
    assert_eq!(
        answer.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    assert_eq!(
        text(&answer),
        "expected the host localhost, 127.0.0.1, [::1] or one of `--allow-host`, found `evil.example:9000`\n\
         help: start the function with `--allow-host NAME` if the name is yours; a container needs `--allow-host host.docker.internal`\n"
    );
    // An SDK shows the message of this document.
    let answer = service.send(foreign(Request::post(CALL)), "{}").await;
    assert_eq!(
        (answer.status, answer.header("x-amzn-errortype")),
        (403, Some("AccessDeniedException"))
    );
    let message = answer.json()["Message"].as_str().map(str::to_owned);
    assert!(message.is_some_and(|message| message.contains("--allow-host host.docker.internal")));
    // The first invocation is this one.
    service.send(Request::get("/event"), "").await;
    let report = service.report().await;
    assert!(crate::support::is_cold(report.start));
    service.stop().await;
}

#[tokio::test]
async fn page_of_another_site_is_refused() {
    let service = TestService::new().await;
    for (name, value) in [
        ("origin", "http://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
    ] {
        for path in ["/event", CALL] {
            let request = Request::post(path).header(name, value);
            let answer = service.send(request, "{}").await;
            assert_eq!(answer.status, 403, "{name}: {value} {path}");
        }
    }
    service.stop().await;
}

#[tokio::test]
async fn frontend_on_another_port_of_this_machine_is_answered() {
    let service = TestService::new().await;
    // A page at `localhost` that calls `127.0.0.1` is another site to the browser.
    let request = Request::get("/event")
        .header("host", service.address().to_string())
        .header("origin", "http://localhost:5173")
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-mode", "cors");
    assert_eq!(service.send(request, "").await.status, 200);
    let sdk = Request::post(CALL).header("host", service.address().to_string());
    assert_eq!(service.send(sdk, "{}").await.status, 200);
    service.stop().await;
}

#[tokio::test]
async fn runtime_api_refuses_pages() {
    let service = TestService::new().await;
    let variables = document(&service.invoke(json!({ "do": "environment" })).await);
    let api: SocketAddr = variables["AWS_LAMBDA_RUNTIME_API"]
        .as_str()
        .and_then(|address| address.parse().ok())
        .expect("an address");
    let next = || Request::get("/2018-06-01/runtime/invocation/next");
    assert_eq!(send(api, foreign(next()), "").await.status, 403);
    let origin = next().header("origin", "http://evil.example");
    assert_eq!(send(api, origin, "").await.status, 403);
    // The environment still serves.
    assert_eq!(document(&service.invoke(json!({})).await)["count"], 2);
    service.stop().await;
}

#[tokio::test]
async fn wrong_method_of_the_runtime_api_names_the_right_one() {
    let service = TestService::new().await;
    let variables = document(&service.invoke(json!({ "do": "environment" })).await);
    let api = variables["AWS_LAMBDA_RUNTIME_API"].as_str().expect("text");
    let api = api.parse().expect("an address");
    for (request, allowed) in [
        (Request::post("/2018-06-01/runtime/invocation/next"), "GET"),
        (Request::get("/2018-06-01/runtime/init/error"), "POST"),
        (Request::get("/2020-01-01/extension/register"), "POST"),
    ] {
        let answer = send(api, request, "").await;
        assert_eq!(
            (answer.status, answer.header("allow")),
            (405, Some(allowed))
        );
    }
    service.stop().await;
}

#[tokio::test]
async fn hosts_and_origins_of_the_command_line_are_answered() {
    let mut command = Command::new(SUBJECT);
    command
        .args(["--port", "0", "--allow-host", "host.docker.internal"])
        .args(["--allow-origin", "https://app.example.com"])
        .env_remove("AWS_LAMBDA_RUNTIME_API")
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut program = Program::start(&mut command);
    let line = program.first_line().await;
    let address = line.strip_prefix("listening on http://");
    let address: SocketAddr = address.and_then(|it| it.parse().ok()).expect("an address");
    for (host, origin, status) in [
        ("host.docker.internal:9000", "https://app.example.com", 200),
        ("localhost", "http://host.docker.internal", 403),
        ("app.example.com", "https://app.example.com", 403),
    ] {
        let request = Request::get("/event")
            .header("host", host)
            .header("origin", origin);
        let answer = send(address, request, "").await;
        assert_eq!(answer.status, status, "{host} {origin}");
    }
}
