//! Runs one target under libFuzzer, by the name in `FUZZ_TARGET`. The bytes of the engine are the choices of a case.
#![no_main]

#[allow(
    dead_code,
    reason = "`http` runs in another process, which the engine does not see"
)]
mod targets;

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use targets::choices::Choices;
use targets::{Target, check, target};

static TARGET: OnceLock<Target> = OnceLock::new();

// A panic ends the process, and the engine keeps its input.
fuzz_target!(|bytes: &[u8]| {
    let chosen = TARGET.get_or_init(|| {
        let name = std::env::var("FUZZ_TARGET").expect("set FUZZ_TARGET to the name of a target");
        target(&name).unwrap_or_else(|wrong| panic!("{wrong}")).1
    });
    if let Err(finding) = check(*chosen, &mut Choices::of_bytes(bytes)) {
        panic!("finding: {finding}");
    }
});
