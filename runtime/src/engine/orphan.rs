//! The end of an environment whose local Lambda was killed, and so could not end its environments.
//!
//! Such an environment never gets another event. It ends together with the processes that its function has started.

use nix::sys::signal::{Signal, killpg};
use nix::unistd::{getpgrp, getpid};
use std::os::unix::process::parent_id;
use std::time::{Duration, Instant};
use std::{env, process, thread};

const INTERVAL: Duration = Duration::from_millis(100);

/// The time from the end of the local Lambda's connections to its own.
const LATER: Duration = Duration::from_millis(500);

/// Watches for the end of the local Lambda, which need not show elsewhere: a handler may block, and the loop of concurrent mode retries.
pub(super) fn watch() {
    let Some(service) = service() else { return };
    let watch = move || {
        while parent_id() == service {
            thread::sleep(INTERVAL);
        }
        end()
    };
    // Without the thread, the process ends when it asks for the next event.
    let _ = thread::Builder::new().spawn(watch);
}

/// The Runtime API has failed. Its connections end a moment before the process of the local Lambda does.
pub(super) fn runtime_api_failed() {
    let Some(service) = service() else { return };
    let until = Instant::now() + LATER;
    while Instant::now() < until {
        if parent_id() != service {
            end();
        }
        thread::sleep(LATER / 100);
    }
}

/// The process id of the local Lambda that started this environment.
fn service() -> Option<u32> {
    env::var("GATEWRIGHT_LOCAL").ok()?.parse().ok()
}

fn end() -> ! {
    // The group of the environment, unless someone has started it by hand.
    if getpgrp() == getpid() {
        let _ = killpg(getpgrp(), Signal::SIGKILL);
    }
    process::exit(1)
}
