//! A handler that starts and joins threads through renamed imports.

mod work;

use runtime::{run, service_fn};

fn main() {
    // Before the first invocation: no finding.
    std::thread::spawn(|| ());
    run(service_fn(work::handle));
}
