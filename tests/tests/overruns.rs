//! What does not come to an end in time is answered before the kill, and the next invocation works. Behind the AWS Lambda Runtime
//! Interface Emulator, with a timeout of 2 s and the default guard.
//!
//! Two runs of each; `cargo run -p gatewright-tests --bin margins` does twenty and prints the margins.
#![cfg(target_os = "linux")]

use std::sync::{Mutex, PoisonError};

use anyhow::Result;
use gatewright_tests::overruns::{self, Overrun};

/// One after the other: two that compute would leave the emulator, and each other's watchdog, no processor.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn assert_answered(overrun: Overrun) -> Result<()> {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    overrun.measure(2).map(drop)
}

#[test]
fn a_handler_that_awaits() -> Result<()> {
    assert_answered(overruns::AWAITS)
}

#[test]
fn a_loop_that_computes() -> Result<()> {
    assert_answered(overruns::COMPUTES)
}

#[test]
fn nested_loops() -> Result<()> {
    assert_answered(overruns::NESTED)
}

#[test]
fn a_loop_that_turns_slow() -> Result<()> {
    assert_answered(overruns::TURNS_SLOW)
}

#[test]
fn a_synchronous_call() -> Result<()> {
    assert_answered(overruns::BLOCKS)
}

#[test]
fn a_synchronous_call_over_http() -> Result<()> {
    assert_answered(overruns::BLOCKS_A_RESPONSE)
}

#[test]
fn an_extractor() -> Result<()> {
    assert_answered(overruns::EXTRACTS)
}

#[test]
fn the_start_of_a_lazy_module() -> Result<()> {
    assert_answered(overruns::STARTS)
}

#[test]
fn the_start_of_a_lazy_module_that_computes() -> Result<()> {
    assert_answered(overruns::STARTS_BUSY)
}

#[test]
fn a_record_of_a_batch() -> Result<()> {
    assert_answered(overruns::A_RECORD_WAITS)
}

#[test]
fn a_synchronous_call_for_a_record_of_a_batch() -> Result<()> {
    assert_answered(overruns::A_RECORD_BLOCKS)
}

#[test]
fn a_record_of_kafka() -> Result<()> {
    assert_answered(overruns::A_RECORD_OF_KAFKA_WAITS)
}

#[test]
fn a_synchronous_call_for_a_record_of_kafka() -> Result<()> {
    assert_answered(overruns::A_RECORD_OF_KAFKA_BLOCKS)
}

#[test]
fn a_synchronous_call_for_a_batch_that_fails_as_a_whole() -> Result<()> {
    assert_answered(overruns::A_WHOLE_BATCH_BLOCKS)
}
