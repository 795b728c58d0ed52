//! A Runtime API that follows a script: it hands out given events with given deadlines, and records the answers.
//!
//! It produces cases that no emulator does: a deadline in the past, an event that is not JSON or exceeds the limit. Its responses
//! are deterministic in headers, lengths and segments, so that two runs of a function execute nearly the same instructions.

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

/// The service. Its threads live as long as the process, waiting in system calls.
#[derive(Debug)]
pub struct ScriptedApi {
    address: SocketAddr,
    script: Arc<Script>,
}

/// Starts the binary `function`, lets it handle `events` in order, kills it, and returns its answers.
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

/// Starts the binary `function` with these variables, lets it handle `events` in order, kills it, and returns the heads and bodies of its
/// requests in order.
pub fn requests(
    function: &Path,
    variables: &[(&str, &str)],
    events: Vec<Event>,
    limit: Duration,
) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
    let api = ScriptedApi::start(events)?;
    api.script.record();
    let mut command = Command::new(function);
    let mut child = like_lambda(&mut command, api.address())
        .envs(variables.iter().copied())
        .spawn()
        .with_context(|| format!("could not start {}", function.display()))?;
    let idle = api.wait_until_idle(limit);
    child.kill()?;
    child.wait()?;
    idle?;
    Ok(api.script.requests())
}

/// The result of a function that may have ended by itself.
#[derive(Debug)]
pub struct Ended {
    /// The answers.
    pub outcomes: Vec<Outcome>,
    /// The exit code if the function ended by itself; `None` if it waited for one more event.
    pub code: Option<i32>,
    /// The standard error.
    pub stderr: String,
}

/// Like [`answers`], for a function that may end by itself.
pub fn ends(function: &Path, events: Vec<Event>, limit: Duration) -> Result<Ended> {
    let api = ScriptedApi::start(events)?;
    let mut stderr = tempfile::tempfile()?;
    let mut child = like_lambda(&mut Command::new(function), api.address())
        .stderr(stderr.try_clone()?)
        .spawn()
        .with_context(|| format!("could not start {}", function.display()))?;
    let until = Instant::now() + limit;
    let code = loop {
        if let Some(status) = child.try_wait()? {
            break Some(
                status
                    .code()
                    .context("the function was ended by a signal")?,
            );
        }
        if api.script.is_idle() {
            break None;
        }
        if Instant::now() >= until {
            child.kill()?;
            child.wait()?;
            bail!("expected the function to be idle or to end within {limit:?}");
        }
        thread::sleep(Duration::from_millis(2));
    };
    if code.is_none() {
        child.kill()?;
        child.wait()?;
    }
    let mut text = String::new();
    stderr.seek(SeekFrom::Start(0))?;
    stderr.read_to_string(&mut text)?;
    Ok(Ended {
        outcomes: api.script.outcomes(),
        code,
        stderr: text,
    })
}

/// The function's answer to one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A posted response.
    Reply(Vec<u8>),
    /// A posted error.
    Error(Vec<u8>),
}

impl Outcome {
    /// Parses the reply as JSON. A function error is an error here too.
    pub fn reply(&self) -> Result<Value> {
        match self {
            Self::Reply(body) => Ok(serde_json::from_slice(body)?),
            Self::Error(body) => {
                anyhow::bail!(
                    "expected a reply, got a function error: {}",
                    String::from_utf8_lossy(body)
                )
            }
        }
    }

    /// Parses the error document as JSON. A reply is an error here.
    pub fn error(&self) -> Result<Value> {
        match self {
            Self::Error(body) => Ok(serde_json::from_slice(body)?),
            Self::Reply(body) => anyhow::bail!(
                "expected a function error, got a reply: {}",
                String::from_utf8_lossy(body)
            ),
        }
    }
}

/// The times at which the function reached its milestones.
#[derive(Clone, Copy, Debug)]
pub struct Milestones {
    /// The arrival of the first request for an event, which ends INIT.
    pub first_next: Instant,
    /// The arrival of the first response or error.
    pub first_outcome: Instant,
}

impl ScriptedApi {
    /// Starts a service that hands out `events` in order. A request for another event waits forever, like that of an idle function.
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
                        script.fail(&format!("the scripted Runtime API failed: {error:#}"));
                    }
                });
            }
        });
        Ok(Self { address, script })
    }

    /// Returns the address of the service, the value of `AWS_LAMBDA_RUNTIME_API`.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until the function requests more events than there are. Returns the answers in order. Without concurrent mode, it has answered
    /// every event.
    pub fn wait_until_idle(&self, limit: Duration) -> Result<Vec<Outcome>> {
        self.script.wait(limit, |progress| {
            progress.is_idle.then(|| progress.outcomes.clone())
        })
    }

    /// Waits until the function has answered this number of events.
    pub fn wait_until_answered(&self, count: usize, limit: Duration) -> Result<()> {
        self.script.wait(limit, |progress| {
            (progress.outcomes.len() >= count).then_some(())
        })
    }

    /// Returns the invocation ids in the headers of the answers so far, in order.
    pub fn echoed_invocation_ids(&self) -> Vec<Option<String>> {
        self.script.invocation_ids()
    }

    /// Waits until the function reports that its INIT failed, and returns the error document.
    pub fn wait_for_init_error(&self, limit: Duration) -> Result<Value> {
        let document = self
            .script
            .wait(limit, |progress| progress.init_error.clone())?;
        Ok(serde_json::from_slice(&document)?)
    }

    /// Waits for the first answer, and returns the times at which it and the first request for an event arrived.
    pub fn wait_for_first_outcome(&self, limit: Duration) -> Result<Milestones> {
        self.script.wait(limit, |progress| {
            Some(Milestones {
                first_next: progress.first_next?,
                first_outcome: progress.first_outcome?,
            })
        })
    }
}
