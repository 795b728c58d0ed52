//! A Runtime API that follows a script: it hands out given events with given deadlines, and keeps what comes back.
//!
//! What no emulator does can be tried with it: a deadline in the past, an event that is no JSON or over the limit. It is
//! deterministic where the function could tell the difference (the same headers with values of the same length, each response
//! in one segment), so that two runs of one function execute nearly the same instructions.

mod connection;
mod environment;
mod event;
mod script;

use std::io::{Read, Seek, SeekFrom};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

pub use environment::like_lambda;
pub use event::{Deadline, Event, Fault};
use script::Script;

/// The service. It lives as long as the process: its threads wait in system calls.
#[derive(Debug)]
pub struct ScriptedApi {
    address: SocketAddr,
    script: Arc<Script>,
}

/// Starts `function` (a binary), lets it answer `events` one after the other, ends it, and returns what it answered.
pub fn answers(function: &Path, events: Vec<Event>, limit: Duration) -> Result<Vec<Outcome>> {
    let api = ScriptedApi::start(events)?;
    let mut child = like_lambda(&mut Command::new(function), api.address())
        .spawn()
        .with_context(|| format!("could not start {}", function.display()))?;
    let outcomes = api.wait_until_idle(limit);
    child.kill()?;
    child.wait()?;
    outcomes
}

/// How it went with a function whose service may be at fault.
#[derive(Debug)]
pub struct Ended {
    /// What it answered.
    pub outcomes: Vec<Outcome>,
    /// The exit code, if it ended by itself; `None` if it waited for one more event.
    pub code: Option<i32>,
    /// What it wrote to standard error.
    pub said: String,
}

/// As [`answers`], for a function that may end by itself.
pub fn ends(function: &Path, events: Vec<Event>, limit: Duration) -> Result<Ended> {
    let api = ScriptedApi::start(events)?;
    let mut said = tempfile::tempfile()?;
    let mut child = like_lambda(&mut Command::new(function), api.address())
        .stderr(said.try_clone()?)
        .spawn()
        .with_context(|| format!("could not start {}", function.display()))?;
    let until = Instant::now() + limit;
    let code = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status.code().context("it was ended by a signal")?);
        }
        if api.script.is_idle() {
            break None;
        }
        if Instant::now() >= until {
            child.kill()?;
            child.wait()?;
            bail!("neither idle nor ended after {limit:?}");
        }
        thread::sleep(Duration::from_millis(2));
    };
    if code.is_none() {
        child.kill()?;
        child.wait()?;
    }
    let mut text = String::new();
    said.seek(SeekFrom::Start(0))?;
    said.read_to_string(&mut text)?;
    Ok(Ended {
        outcomes: api.script.outcomes(),
        code,
        said: text,
    })
}

/// What the function made of one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It posted a response.
    Reply(Vec<u8>),
    /// It posted an error.
    Error(Vec<u8>),
}

impl Outcome {
    /// The reply as JSON; an error is one here too.
    pub fn reply(&self) -> Result<Value> {
        match self {
            Self::Reply(body) => Ok(serde_json::from_slice(body)?),
            Self::Error(body) => {
                anyhow::bail!("a function error: {}", String::from_utf8_lossy(body))
            }
        }
    }

    /// The error document as JSON; a reply is an error here.
    pub fn error(&self) -> Result<Value> {
        match self {
            Self::Error(body) => Ok(serde_json::from_slice(body)?),
            Self::Reply(body) => anyhow::bail!(
                "no function error, but a reply: {}",
                String::from_utf8_lossy(body)
            ),
        }
    }
}

/// When the function reached its milestones.
#[derive(Clone, Copy, Debug)]
pub struct Milestones {
    /// It asked for its first event: INIT was over.
    pub first_next: Instant,
    /// Its first response or error arrived.
    pub first_outcome: Instant,
}

impl ScriptedApi {
    /// Hands out `events` one after the other. A request for one more waits for ever, as that of an idle function does.
    pub fn start(events: Vec<Event>) -> Result<Self> {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port on 127.0.0.1")?;
        let address = listener.local_addr()?;
        let script = Arc::new(Script::new(events));
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

    /// Waits until the function has answered every event and asks for one more, and returns what it answered, in order.
    pub fn wait_until_idle(&self, limit: Duration) -> Result<Vec<Outcome>> {
        self.script.wait(limit, |progress| {
            progress.is_idle.then(|| progress.outcomes.clone())
        })
    }

    /// The invocation ids that the answers so far carried, in order.
    pub fn echoed_invocation_ids(&self) -> Vec<Option<String>> {
        self.script.invocation_ids()
    }

    /// Waits until the function says that its INIT failed, and returns the error document.
    pub fn wait_for_init_error(&self, limit: Duration) -> Result<Value> {
        let document = self
            .script
            .wait(limit, |progress| progress.init_error.clone())?;
        Ok(serde_json::from_slice(&document)?)
    }

    /// Waits for the first outcome, and returns when it and the first request for an event arrived.
    pub fn wait_for_first_outcome(&self, limit: Duration) -> Result<Milestones> {
        self.script.wait(limit, |progress| {
            Some(Milestones {
                first_next: progress.first_next?,
                first_outcome: progress.first_outcome?,
            })
        })
    }
}
