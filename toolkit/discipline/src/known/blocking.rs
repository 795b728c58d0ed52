//! Calls that stop the thread while they wait.

use super::{Known, refuse};
use crate::rule::Rule::Blocking;

const STOPS: &str = "blocks the thread";
const SLEEP: &str = "write `tokio::time::sleep(duration).await`";
const SPINS: &str = "spins until another thread makes progress";
const HTTP: &str = "blocks the thread while it waits for the network";
const ASYNC_HTTP: &str =
    "build an async client, `reqwest::Client`, in a `#[lazy_module]`, and `.await` the response";

pub(super) const ROWS: &[Known] = &[
    refuse(Blocking, "std::thread::sleep", STOPS, SLEEP),
    refuse(Blocking, "std::thread::sleep_ms", STOPS, SLEEP),
    refuse(Blocking, "std::thread::sleep_until", STOPS, SLEEP),
    refuse(Blocking, "spin_sleep", STOPS, SLEEP),
    refuse(
        Blocking,
        "std::hint::spin_loop",
        SPINS,
        "`.await` the event: `receiver.recv().await`",
    ),
    refuse(
        Blocking,
        "std::sync::atomic::spin_loop_hint",
        SPINS,
        "`.await` the event: `receiver.recv().await`",
    ),
    refuse(
        Blocking,
        "std::process::Command",
        "blocks the thread while another process runs",
        "write `tokio::process::Command::new(program).output().await`",
    ),
    refuse(Blocking, "reqwest::blocking", HTTP, ASYNC_HTTP),
    refuse(Blocking, "ureq", HTTP, ASYNC_HTTP),
    refuse(Blocking, "attohttpc", HTTP, ASYNC_HTTP),
    refuse(Blocking, "minreq", HTTP, ASYNC_HTTP),
];
