//! Functions built for release, behind the AWS Lambda Runtime Interface Emulator.
#![cfg(target_os = "linux")]

use anyhow::Result;
use gatewright_tests::cargo_build::{Profile, build};
use gatewright_tests::cases::Suite;
use gatewright_tests::rie::Rie;
use serde_json::json;

#[test]
fn every_event_of_the_shop_is_answered_whole() -> Result<()> {
    let shop = Rie::start(&build("shop", "shop", Profile::Release)?, 5)?;
    Suite::of_example("shop").check_each(|case| case.check(&shop.invoke(&case.event)?))
}

fn faults() -> Result<Rie> {
    Rie::start(
        &build("gatewright-fixture-functions", "faults", Profile::Release)?,
        2,
    )
}

/// Asks for a reply that a function in good health gives.
fn assert_works(function: &Rie) -> Result<()> {
    let answer = function.invoke(br#"{"operation":"faults.echo","payload":"well"}"#)?;
    assert_eq!(answer.payload, json!("well"));
    Ok(())
}

#[test]
fn every_fault_is_answered_whole_and_the_next_invocation_works() -> Result<()> {
    let faults = faults()?;
    Suite::of_faults().check_each(|case| {
        case.check(&faults.invoke(&case.event)?)?;
        assert_works(&faults)
    })?;
    let logs = faults.logs();
    assert_eq!(
        logs.matches("INIT START").count(),
        1,
        "no fault ended the process\n{logs}"
    );
    Ok(())
}

#[test]
fn without_the_watchdog_a_handler_that_never_yields_is_killed_and_the_next_invocation_works()
-> Result<()> {
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
fn a_handler_that_ends_the_process_is_reported_and_the_next_invocation_works() -> Result<()> {
    let faults = faults()?;
    assert_works(&faults)?;
    let response = faults.invoke_raw(br#"{"operation":"faults.exit","payload":{"code":3}}"#)?;
    assert_eq!(response.json()?["errorType"], "Runtime.ExitError");
    assert_works(&faults)
}

/// The emulator takes what a function streams, but hands it on whole, within 6 MB, and without the error in the trailers: what it can
/// show is that the form is the right one, and that the process goes on after every response that breaks off.
#[test]
fn a_streamed_response_is_taken_and_one_that_breaks_off_ends_nothing() -> Result<()> {
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
    let plain = r#"{"statusCode":200,"headers":{"content-type":"application/json"}}........[1,2]"#;
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
    // The emulator has the limit of a response that does not stream.
    assert!(invoked("/megabytes/7")?.contains("Function.ResponseSizeTooLarge"));
    assert_eq!(invoked("/plain")?, plain);
    let logs = streams.logs();
    assert_eq!(logs.matches("INIT START").count(), 1, "{logs}");
    Ok(())
}
