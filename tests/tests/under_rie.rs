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
