//! Calls that stop the thread while they wait.

use super::{Known, refuse};
use crate::rule::Rule::Blocking;

const STOPS: &str = "stops the thread";
const SLEEP: &str = "write `tokio::time::sleep(pause).await`";
const SPINS: &str = "spins until another thread acts";
const HTTP: &str = "waits for the network without yielding";
const ASYNC_HTTP: &str =
    "use an async client, `reqwest::Client`, kept in a `#[lazy_module]`, and `.await` the reply";

pub(super) const ROWS: &[Known] = &[
    refuse(Blocking, "std::thread::sleep", STOPS, SLEEP),
    refuse(Blocking, "std::thread::sleep_ms", STOPS, SLEEP),
    refuse(Blocking, "std::thread::sleep_until", STOPS, SLEEP),
    refuse(Blocking, "spin_sleep", STOPS, SLEEP),
    refuse(
        Blocking,
        "std::hint::spin_loop",
        SPINS,
        "wait for what you need with `.await`",
    ),
    refuse(
        Blocking,
        "std::sync::atomic::spin_loop_hint",
        SPINS,
        "wait for what you need with `.await`",
    ),
    refuse(
        Blocking,
        "std::process::Command",
        "waits for another process without yielding",
        "write `tokio::process::Command`, and `.await` its output",
    ),
    refuse(Blocking, "reqwest::blocking", HTTP, ASYNC_HTTP),
    refuse(Blocking, "ureq", HTTP, ASYNC_HTTP),
    refuse(Blocking, "attohttpc", HTTP, ASYNC_HTTP),
    refuse(Blocking, "minreq", HTTP, ASYNC_HTTP),
];
