//! Answers the events of a file, one in each line, for a test that counts the instructions of each.

#[allow(dead_code, reason = "the other tests use the rest")]
#[path = "../../../runtime/tests/fixtures/gateways.rs"]
mod gateways;

use std::hint::black_box;
use std::os::unix::process::parent_id;
use std::{env, fs};

use gatewright::testing::{block_on, invoke_bytes};

use gateways::readers;

/// Callgrind writes its counts here, and begins again. A release build has no names of its own functions, but that of the C library's.
fn mark() {
    black_box(parent_id());
}

fn main() {
    let path = env::args().nth(1).expect("the path of a file with events");
    let events = fs::read_to_string(path).expect("a file with events");
    // The first initialises what the others share.
    if let Some(first) = events.lines().next() {
        let _ = block_on(invoke_bytes(&readers::GATEWAY, first.as_bytes()));
    }
    for event in events.lines() {
        mark();
        let _ = black_box(block_on(invoke_bytes(&readers::GATEWAY, event.as_bytes())));
        mark();
    }
}
