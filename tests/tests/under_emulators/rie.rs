//! Release builds on the AWS Lambda Runtime Interface Emulator.

use anyhow::Result;
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::cases::Suite;
use gatewright_tests::rie::Rie;
use serde_json::json;

#[test]
fn shop_answers_every_event() -> Result<()> {
    let shop = Rie::start(&build("shop", "shop", Profile::Release)?, 5)?;
    Suite::of_example("shop").check_each(|case| case.check(&shop.invoke(&case.event)?))
}

fn faults() -> Result<Rie> {
    Rie::start(
        &build("gatewright-fixture-functions", "faults", Profile::Release)?,
        2,
    )
}

/// Checks that the function still replies.
fn assert_works(function: &Rie) -> Result<()> {
    let answer = function.invoke(br#"{"operation":"faults.echo","payload":"well"}"#)?;
    assert_eq!(answer.payload, json!("well"));
    Ok(())
}

#[test]
fn every_fault_is_answered_and_next_invocation_works() -> Result<()> {
    let faults = faults()?;
    Suite::of_faults().check_each(|case| {
        case.check(&faults.invoke(&case.event)?)?;
        assert_works(&faults)
    })?;
    let logs = faults.end();
    assert_eq!(
        logs.matches("INIT START").count(),
        1,
        "expected that no fault ends the process\n{logs}"
    );
    Ok(())
}

#[test]
fn blocking_handler_without_watchdog_is_killed_at_timeout() -> Result<()> {
    let faults = faults()?;
    assert_works(&faults)?;
    let response =
        faults.invoke_raw(br#"{"operation":"faults.block","payload":{"milliseconds":60000}}"#)?;
    assert!(
        response
            .text()
            .contains("Task timed out after 2.00 seconds"),
        "{}",
        response.text()
    );
    assert_works(&faults)
}

#[test]
fn handler_that_exits_is_reported_and_next_invocation_works() -> Result<()> {
    let faults = faults()?;
    assert_works(&faults)?;
    let response = faults.invoke_raw(br#"{"operation":"faults.exit","payload":{"code":3}}"#)?;
    assert_eq!(response.json()?["errorType"], "Runtime.ExitError");
    assert_works(&faults)
}

/// The emulator collects a streamed response, limits it to 6 MB and drops the error in its trailers. So the test only checks that the
/// emulator accepts the format, and that the process survives every response that is aborted.
#[test]
fn streamed_responses_are_accepted_even_if_broken_off() -> Result<()> {
    let streams = Rie::start(
        &build("gatewright-fixture-functions", "streams", Profile::Release)?,
        2,
    )?;
    let invoked = |path: &str| -> Result<String> {
        let event = json!({
            "version": "2.0",
            "rawPath": path,
            "headers": {},
            "requestContext": {
                "domainName": "abc.lambda-url.us-east-1.on.aws",
                "http": {"method": "GET", "path": path},
                "stage": "$default",
            },
        });
        let response = streams.invoke_raw(event.to_string().as_bytes())?;
        Ok(response.text().replace('\0', "."))
    };
    let plain = r#"{"statusCode":200,"headers":{"content-type":"application/json"},"cookies":[]}........[1,2]"#;
    assert_eq!(
        invoked("/ticks/2")?,
        "{\"statusCode\":201,\"headers\":{\"content-type\":\"text/event-stream\"},\"cookies\":[\"a=1\",\"b=2\"]}........tick 0\ntick 1\n"
    );
    for path in ["/fails", "/panics", "/waits", "/computes", "/blocks"] {
        let broken_off = invoked(path)?;
        assert!(
            broken_off.ends_with("........begun\n"),
            "{path}: {broken_off}"
        );
        assert_eq!(invoked("/plain")?, plain, "after {path}");
    }
    assert!(invoked("/blocks-at-once")?.starts_with(r#"{"statusCode":504,"#));
    assert_eq!(invoked("/plain")?, plain);
    // The emulator applies the limit of responses that are not streamed.
    assert!(invoked("/megabytes/7")?.contains("Function.ResponseSizeTooLarge"));
    assert_eq!(invoked("/plain")?, plain);
    let logs = streams.end();
    assert_eq!(logs.matches("INIT START").count(), 1, "{logs}");
    Ok(())
}
