//! Debug builds, which contain the local Lambda: as an HTTP server, through the Invoke API, and as a command.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use gatewright_tests::boto3::{self, Outcome};
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::cases::{Expected, Suite};
use gatewright_tests::http::{self, Response};
use gatewright_tests::local::{Local, command, invoke_command};
use serde_json::{Value, json};

fn serve() -> Result<Local> {
    Local::serve(&build("shop", "shop", Profile::Debug)?, "shop")
}

#[test]
fn shop_answers_every_event_through_the_invoke_api() -> Result<()> {
    let shop = serve()?;
    Suite::of_example("shop").check_each(|case| case.check_with_kind(&shop.invoke(&case.event)?))
}

#[test]
fn invoke_command_prints_reply_and_exits_1_on_error() -> Result<()> {
    let shop = build("shop", "shop", Profile::Debug)?;
    Suite::of_example("shop").check_each(|case| {
        let finished = invoke_command(&shop, &[&case.path])?;
        let payload: Value = serde_json::from_slice(&finished.stdout)
            .with_context(|| format!("expected JSON on standard output: {finished:?}"))?;
        case.check_payload(&payload)?;
        let code = match case.expected {
            Expected::Reply(_) => 0,
            Expected::Error(_) => 1,
        };
        ensure!(
            finished.status.code() == Some(code),
            "expected exit code {code}, got {}",
            finished.status
        );
        Ok(())
    })
}

#[test]
fn wrong_argument_or_file_exits_2_with_a_message() -> Result<()> {
    let shop = build("shop", "shop", Profile::Debug)?;
    let broken = tempfile::Builder::new().suffix(".json").tempfile()?;
    std::fs::write(broken.path(), "{\"operation\": ")?;
    let broken = broken.path().to_str().context("expected a path in UTF-8")?;
    for (arguments, message) in [
        (vec!["no-such-file.json"], "does not exist"),
        (vec![broken], "is not JSON"),
        (vec!["--no-such-option"], "--no-such-option"),
        (vec![], "FILE"),
    ] {
        let finished = invoke_command(&shop, &arguments)?;
        assert_eq!(
            finished.status.code(),
            Some(2),
            "{arguments:?}: {finished:?}"
        );
        assert!(finished.stdout.is_empty(), "{arguments:?}: {finished:?}");
        assert!(
            finished.stderr.contains(message),
            "{arguments:?}: {}",
            finished.stderr
        );
    }
    Ok(())
}

/// The expected manifest holds line numbers and doc comments of `examples/shop/src/main.rs`, so both files change together.
#[test]
fn manifest_command_prints_the_shops_manifest() -> Result<()> {
    let shop = build("shop", "shop", Profile::Debug)?;
    let finished = command(&shop, &["manifest"])?;
    assert_eq!(finished.status.code(), Some(0), "{finished:?}");
    assert_eq!(finished.stderr, "");
    let printed: Value = serde_json::from_slice(&finished.stdout)?;
    let expected: Value = serde_json::from_str(include_str!("../../expected/manifests/shop.json"))?;
    assert_eq!(printed, expected);
    Ok(())
}

/// Returns the status, the content type and the JSON body of a response.
fn seen(response: &Response) -> Result<(u16, Option<&str>, Value)> {
    Ok((
        response.status,
        response.header("content-type"),
        response.json()?,
    ))
}

#[test]
fn http_server_answers_requests_of_a_browser() -> Result<()> {
    let shop = serve()?;
    let lamp = json!({"sku": "A-100", "name": "Desk lamp, matt black", "category": "lighting", "price_cents": 4890});
    assert_eq!(
        seen(&shop.get("/products/A-100")?)?,
        (200, Some("application/json"), lamp)
    );

    let listed = shop.get("/products?category=garden&limit=2")?.json()?;
    let skus: Vec<_> = listed
        .as_array()
        .context("an array")?
        .iter()
        .map(|product| &product["sku"])
        .collect();
    assert_eq!(skus, ["C-100", "C-101"]);

    let quote = http::post(
        &format!("{}/quotes", shop.endpoint()),
        "application/json",
        br#"{"lines":[{"sku":"A-100","quantity":2}]}"#,
    )?;
    let line = json!({"sku": "A-100", "quantity": 2, "price_cents": 4890, "total_cents": 9780});
    let expected = json!({"total_cents": 9780, "lines": [line]});
    assert_eq!(seen(&quote)?, (201, Some("application/json"), expected));

    let unknown = shop.get("/products/Z-999")?;
    let problem = json!({
        "type": "about:blank", "title": "Not Found", "status": 404,
        "detail": "there is no product `Z-999`", "sku": "Z-999",
    });
    assert_eq!(
        seen(&unknown)?,
        (404, Some("application/problem+json"), problem)
    );
    Ok(())
}

#[test]
fn boto3_gets_replies_and_function_errors() -> Result<()> {
    let shop = serve()?;
    Suite::of_example("shop").check_each(|case| {
        // Three events suffice: starting Python for every event would take a minute.
        if !["operation-price", "operation-unknown", "http-get-product"]
            .contains(&case.name.as_str())
        {
            return Ok(());
        }
        match boto3::invoke(shop.endpoint(), "shop", &case.event)? {
            Outcome::Answered(answer) => case.check_with_kind(&answer),
            refused @ Outcome::Refused { .. } => bail!("{refused:?}"),
        }
    })?;
    let refused = boto3::invoke(shop.endpoint(), "no-such-function", b"{}")?;
    let Outcome::Refused { status, code, .. } = &refused else {
        panic!("{refused:?}");
    };
    assert_eq!((*status, code.as_str()), (404, "ResourceNotFoundException"));
    Ok(())
}

#[test]
#[cfg(unix)]
fn server_logs_each_invocation_and_ends_on_ctrl_c() -> Result<()> {
    let mut shop = serve()?;
    shop.get("/products/A-100")?;
    shop.get("/products/A-100")?;
    for start in [" cold ", " warm "] {
        shop.process
            .wait_for_line(Duration::from_secs(20), |line| {
                (line.starts_with("GET /products/A-100 200 ")
                    && line.contains(start)
                    && line.contains(" ms "))
                .then_some(())
            })?;
    }
    shop.process.interrupt()?;
    assert_eq!(shop.process.wait(Duration::from_secs(20))?.code(), Some(0));
    Ok(())
}

fn faults() -> Result<Local> {
    let binary = build("gatewright-fixture-functions", "faults", Profile::Debug)?;
    Local::serve(&binary, "faults")
}

/// Checks that the function still replies.
fn assert_works(function: &Local) -> Result<()> {
    let answer = function.invoke(br#"{"operation":"faults.echo","payload":"well"}"#)?;
    assert_eq!(
        (answer.payload, answer.function_error),
        (json!("well"), None)
    );
    Ok(())
}

#[test]
fn every_fault_is_answered_and_next_invocation_works() -> Result<()> {
    let mut faults = faults()?;
    Suite::of_faults().check_each(|case| {
        case.check_with_kind(&faults.invoke(&case.event)?)?;
        assert_works(&faults)
    })?;
    let printed = faults.process.end();
    assert_eq!(
        printed.matches(" cold ").count(),
        1,
        "expected that no fault ends the environment\n{printed}"
    );
    Ok(())
}

#[test]
fn blocking_handler_is_killed_and_next_invocation_works() -> Result<()> {
    let faults = faults()?;
    assert_works(&faults)?;
    let answer =
        faults.invoke(br#"{"operation":"faults.block","payload":{"milliseconds":60000}}"#)?;
    assert_eq!(answer.function_error.as_deref(), Some("Unhandled"));
    assert_eq!(answer.payload["errorType"], "Sandbox.Timedout");
    let message = answer.payload["errorMessage"].as_str().unwrap_or_default();
    assert!(
        message.ends_with("Task timed out after 2.00 seconds"),
        "{message}"
    );
    assert_works(&faults)
}

#[test]
fn handler_that_exits_is_reported_and_next_invocation_works() -> Result<()> {
    let faults = faults()?;
    assert_works(&faults)?;
    let answer = faults.invoke(br#"{"operation":"faults.exit","payload":{"code":3}}"#)?;
    assert_eq!(answer.payload["errorType"], "Runtime.ExitError");
    assert_works(&faults)
}

/// Makes a JSON string of this number of bytes, including the quotes.
fn json_string(bytes: usize) -> Vec<u8> {
    format!("\"{}\"", "x".repeat(bytes - 2)).into_bytes()
}

#[test]
fn request_over_6_mb_is_refused_over_http_and_invoke_api() -> Result<()> {
    let faults = faults()?;
    let large = json_string(6_291_457);
    let over_http = http::post(
        &format!("{}/echo", faults.endpoint()),
        "application/json",
        &large,
    )?;
    assert_eq!(over_http.status, 413, "{}", over_http.text());
    let Outcome::Refused { status, code, .. } = boto3::invoke(faults.endpoint(), "faults", &large)?
    else {
        panic!("expected the Invoke API to refuse an event over the limit");
    };
    assert_eq!((status, code.as_str()), (413, "RequestTooLargeException"));
    assert_works(&faults)
}
