//! A handler that starts threads and waits for them, under names that hide it.
#![allow(clippy::all)]
#![forbid(warnings)]

mod work;

use runtime::{run, service_fn};

fn main() {
    // Before the first invocation: no finding.
    std::thread::spawn(|| ());
    run(service_fn(work::handle));
}
