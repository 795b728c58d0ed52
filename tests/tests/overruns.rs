//! Invocations that overrun are answered before the kill, and the next invocation works.
//!
//! They run on the AWS Lambda Runtime Interface Emulator, with a timeout of 2 s and the default guard. Each test runs its overrun
//! twice; `cargo run -p gatewright-tests --bin margins` runs each twenty times and prints the margins.
#![cfg(target_os = "linux")]

use std::sync::{PoisonError, RwLock};

use anyhow::Result;
use gatewright_tests::overruns::{self, Overrun};

/// Held exclusively by a test that computes, which would starve the emulators and the watchdogs of others.
static PROCESSOR: RwLock<()> = RwLock::new(());

fn assert_answered(overrun: Overrun) -> Result<()> {
    let _waits = PROCESSOR.read().unwrap_or_else(PoisonError::into_inner);
    overrun.measure(2).map(drop)
}

fn assert_answered_alone(overrun: Overrun) -> Result<()> {
    let _computes = PROCESSOR.write().unwrap_or_else(PoisonError::into_inner);
    overrun.measure(2).map(drop)
}

#[test]
fn awaiting_handler_is_answered() -> Result<()> {
    assert_answered(overruns::AWAITS)
}

#[test]
fn computing_loop_is_answered() -> Result<()> {
    assert_answered_alone(overruns::COMPUTES)
}

#[test]
fn nested_loops_are_answered() -> Result<()> {
    assert_answered_alone(overruns::NESTED)
}

#[test]
fn loop_that_turns_slow_is_answered() -> Result<()> {
    assert_answered_alone(overruns::TURNS_SLOW)
}

#[test]
fn blocking_call_is_answered() -> Result<()> {
    assert_answered(overruns::BLOCKS)
}

#[test]
fn blocking_call_over_http_is_answered() -> Result<()> {
    assert_answered(overruns::BLOCKS_A_RESPONSE)
}

#[test]
fn awaiting_extractor_is_answered() -> Result<()> {
    assert_answered(overruns::EXTRACTS)
}

#[test]
fn awaiting_lazy_module_is_answered() -> Result<()> {
    assert_answered(overruns::STARTS)
}

#[test]
fn computing_lazy_module_is_answered() -> Result<()> {
    assert_answered_alone(overruns::STARTS_BUSY)
}

#[test]
fn awaiting_sqs_message_is_answered() -> Result<()> {
    assert_answered(overruns::A_RECORD_WAITS)
}

#[test]
fn blocking_sqs_message_is_answered() -> Result<()> {
    assert_answered(overruns::A_RECORD_BLOCKS)
}

#[test]
fn awaiting_kafka_record_is_answered() -> Result<()> {
    assert_answered(overruns::A_RECORD_OF_KAFKA_WAITS)
}

#[test]
fn blocking_kafka_record_is_answered() -> Result<()> {
    assert_answered(overruns::A_RECORD_OF_KAFKA_BLOCKS)
}

#[test]
fn blocking_record_of_a_whole_batch_is_answered() -> Result<()> {
    assert_answered(overruns::A_WHOLE_BATCH_BLOCKS)
}
