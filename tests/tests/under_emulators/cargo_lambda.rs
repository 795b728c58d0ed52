//! Release builds on the emulator of cargo-lambda, whose deadlines are in 1970. It is called through the Invoke API and, like a
//! function URL, over HTTP.

use anyhow::{Result, ensure};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::cargo_lambda::CargoLambda;
use gatewright_tests::cases::Suite;
use gatewright_tests::http::{Method, Response};
use gatewright_tests::target_dir::workspace_root;
use serde_json::{Value, json};

fn shop() -> Result<CargoLambda> {
    let package = workspace_root().join("examples").join("shop");
    CargoLambda::start(&package, "shop", &build("shop", "shop", Profile::Release)?)
}

fn fixture(name: &str) -> Result<CargoLambda> {
    let package = workspace_root().join("tests").join("functions");
    let binary = build("gatewright-fixture-functions", name, Profile::Release)?;
    CargoLambda::start(&package, name, &binary)
}

#[test]
fn shop_answers_every_event() -> Result<()> {
    let shop = shop()?;
    Suite::of_example("shop").check_each(|case| case.check(&shop.invoke(&case.event)?))
}

#[test]
fn every_fault_is_answered() -> Result<()> {
    let faults = fixture("faults")?;
    Suite::of_faults().check_each(|case| case.check(&faults.invoke(&case.event)?))
}

/// Checks status, content type and JSON body.
fn assert_is(response: &Response, status: u16, content_type: &str, body: &Value) {
    assert_eq!(
        (response.status, response.header("content-type")),
        (status, Some(content_type)),
        "{}",
        response.text()
    );
    assert_eq!(&response.json().expect("JSON"), body);
}

fn problem(status: u16, title: &str, detail: &str) -> Value {
    json!({"type": "about:blank", "title": title, "status": status, "detail": detail})
}

const PROBLEM: &str = "application/problem+json";

#[test]
fn browser_gets_replies_and_refusals_of_the_shop() -> Result<()> {
    let shop = shop()?;
    let lamp = json!({"sku": "A-100", "name": "Desk lamp, matt black", "category": "lighting", "price_cents": 4890});
    assert_is(
        &shop.get("/products/A-100")?,
        200,
        "application/json",
        &lamp,
    );
    let listed = shop.get("/products?category=garden&limit=2")?.json()?;
    assert_eq!(
        (&listed[0]["sku"], &listed[1]["sku"], listed.get(2)),
        (&json!("C-100"), &json!("C-101"), None)
    );
    let json = [("content-type", "application/json")];
    let lines = br#"{"lines":[{"sku":"A-100","quantity":2}]}"#;
    let quote = shop.request(Method::POST, "/quotes", &json, Some(lines))?;
    let line = json!({"sku": "A-100", "quantity": 2, "price_cents": 4890, "total_cents": 9780});
    assert_is(
        &quote,
        201,
        "application/json",
        &json!({"total_cents": 9780, "lines": [line]}),
    );

    let unknown = shop.get("/nowhere")?;
    let detail = "no route for `GET /nowhere`";
    assert_is(&unknown, 404, PROBLEM, &problem(404, "Not Found", detail));
    let wrong = shop.request(Method::DELETE, "/products/A-100", &[], None)?;
    let detail = "`/products/A-100` does not allow `DELETE`";
    let expected = problem(405, "Method Not Allowed", detail);
    assert_is(&wrong, 405, PROBLEM, &expected);
    // See <https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6>.
    let allowed = wrong.header("allow").unwrap_or_default();
    ensure!(allowed.contains("GET"), "{allowed}");
    Ok(())
}

/// The emulator sends what `curl --path-as-is` sends: the path as it is in the request line.
#[test]
fn cookies_paths_and_bytes_pass_in_both_directions() -> Result<()> {
    let echo = fixture("echo")?;
    let headers = [("cookie", "session=x1; theme=dark")];
    let response = echo.request(Method::GET, "/cookies", &headers, None)?;
    assert_is(
        &response,
        200,
        "application/json",
        &json!({"session": "x1", "theme": "dark"}),
    );
    let cookies: Vec<_> = response.headers.get_all("set-cookie").iter().collect();
    assert_eq!(
        cookies,
        ["a=1; Path=/", "b=2; Expires=Thu, 01 Jan 2026 00:00:00 GMT"]
    );
    let without = echo.get("/segments/a%20b%2Fc%C3%BC?q=1%262&q=%2B")?;
    assert_is(
        &without,
        200,
        "application/json",
        &json!({"segment": "a b/cü", "q": ["1&2", "+"]}),
    );
    assert_eq!(without.headers.get("set-cookie"), None);

    let bytes: Vec<u8> = (0..=255).collect();
    let headers = [("content-type", "application/octet-stream")];
    let response = echo.request(Method::PUT, "/bytes", &headers, Some(&bytes))?;
    assert_eq!((response.status, response.body), (200, bytes));
    let nothing = echo.request(Method::DELETE, "/nothing", &[], None)?;
    assert_eq!((nothing.status, nothing.body.len()), (204, 0));
    Ok(())
}

#[test]
fn guard_and_watchdog_answer_a_browser() -> Result<()> {
    let overruns = fixture("overruns")?;
    for path in ["/extracts", "/blocks"] {
        let late = overruns.get(path)?;
        assert_eq!(
            (late.status, late.header("content-type")),
            (504, Some(PROBLEM)),
            "{path}: {}",
            late.text()
        );
    }
    // The binary was re-executed, and goes on.
    let answer = overruns.invoke(br#"{"operation":"overruns.echo","payload":"well"}"#)?;
    assert_eq!(answer.payload, "well");
    let logs = overruns.logs();
    ensure!(logs.contains("and re-executes the binary"), "{logs}");
    Ok(())
}

#[test]
fn failing_handlers_are_500_or_503() -> Result<()> {
    let faults = fixture("faults")?;
    for (path, status) in [
        ("/panic", 500),
        ("/unserialisable", 500),
        ("/needs-the-broken", 503),
    ] {
        let failed = faults.get(path)?;
        assert_eq!(
            (failed.status, failed.header("content-type")),
            (status, Some(PROBLEM)),
            "{path}: {}",
            failed.text()
        );
    }
    assert_eq!(faults.get("/big/10")?.text(), "xxxxxxxxxx");
    Ok(())
}

#[test]
fn streams_reach_a_browser() -> Result<()> {
    let streams = fixture("streams")?;
    let ticks = streams.get("/ticks/2")?;
    assert_eq!(
        (ticks.status, ticks.header("content-type"), ticks.text()),
        (
            201,
            Some("text/event-stream"),
            "tick 0\ntick 1\n".to_owned()
        )
    );
    // The emulator's own sign of a streamed response.
    let mode = ticks.header("lambda-runtime-function-response-mode");
    assert_eq!(mode, Some("streaming"));
    let cookies: Vec<_> = ticks.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["a=1", "b=2"]);
    assert_is(
        &streams.get("/plain")?,
        200,
        "application/json",
        &json!([1, 2]),
    );
    let unknown = streams.get("/nowhere")?;
    let detail = "no route for `GET /nowhere`";
    assert_is(&unknown, 404, PROBLEM, &problem(404, "Not Found", detail));
    let late = streams.get("/blocks-at-once")?;
    assert_eq!(late.status, 504, "{}", late.text());
    Ok(())
}
