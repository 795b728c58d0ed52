//! A Runtime API that follows a script: it hands out one event a fixed number of times and keeps what comes back.
//!
//! It is deterministic where the function could tell the difference: the same headers with values of the same length, each
//! response in one segment. So two runs of one function execute nearly the same instructions.

mod connection;
mod script;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use script::Script;

/// The service. It lives as long as the bench: its threads wait in system calls and cost nothing to measure around.
#[derive(Debug)]
pub struct ScriptedApi {
    address: SocketAddr,
    script: Arc<Script>,
}

/// When the function reached its milestones.
#[derive(Clone, Copy, Debug)]
pub struct Milestones {
    /// It asked for its first event: INIT was over.
    pub first_next: Instant,
    /// Its first response arrived.
    pub first_response: Instant,
}

impl ScriptedApi {
    /// Serves `event` to the first `count` requests for a next invocation. Later ones wait for ever, as those of an idle
    /// function do.
    pub fn start(event: &[u8], count: usize) -> Result<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port on 127.0.0.1")?;
        let address = listener.local_addr()?;
        let script = Arc::new(Script::new(event, count));
        let shared = Arc::clone(&script);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                let script = Arc::clone(&shared);
                thread::spawn(move || {
                    if let Err(error) = connection::serve(stream, &script) {
                        script.fail(&format!(
                            "the scripted Runtime API could not go on: {error:#}"
                        ));
                    }
                });
            }
        });
        Ok(Self { address, script })
    }

    /// Where it listens: the value of `AWS_LAMBDA_RUNTIME_API`.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until every event is answered and the function asks for one more. An error that the function posts is an error.
    pub fn wait_until_idle(&self, limit: Duration) -> Result<()> {
        self.script
            .wait(limit, |progress| progress.is_idle.then_some(()))
    }

    /// Waits for the first response and returns when it and the first request for an event arrived.
    pub fn wait_for_first_response(&self, limit: Duration) -> Result<Milestones> {
        self.script.wait(limit, |progress| {
            Some(Milestones {
                first_next: progress.first_next?,
                first_response: progress.first_response?,
            })
        })
    }

    /// The bodies of all responses so far, in the order of their arrival.
    pub fn replies(&self) -> Vec<Vec<u8>> {
        self.script.replies()
    }
}
