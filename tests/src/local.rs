//! The local Lambda: a debug build of a function, started outside Lambda.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use crate::answer::{Answer, invoke_url};
use crate::command::{Finished, run};
use crate::http::{self, Response};
use crate::process::Process;

const STARTING: Duration = Duration::from_secs(60);
const INVOKING: Duration = Duration::from_secs(120);

/// A function that serves on a free port.
#[derive(Debug)]
pub struct Local {
    /// The server process, which runs the function's own binary.
    pub process: Process,
    endpoint: String,
    function: String,
}

impl Local {
    /// Starts `binary`, a debug build of the function `function`.
    pub fn serve(binary: &Path, function: &str) -> Result<Self> {
        Self::serve_command(&mut outside_lambda(binary), function)
    }

    /// Starts the function `function` with a command that sets environment variables, such as the command that
    /// [`AwsApi::client`](crate::aws_api::AwsApi::client) returns.
    pub fn serve_command(command: &mut Command, function: &str) -> Result<Self> {
        let mut process = Process::start(function, command.args(["--port", "0"]))?;
        let endpoint = process.wait_for_line(STARTING, |line| {
            let address = line.split_once("listening on ")?.1;
            Some(
                address
                    .split_whitespace()
                    .next()?
                    .trim_end_matches('/')
                    .to_owned(),
            )
        })?;
        Ok(Self {
            process,
            endpoint,
            function: function.to_owned(),
        })
    }

    /// Returns the address of the server: `http://127.0.0.1:port`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Invokes the function through the Invoke API with the bytes of an event.
    pub fn invoke(&self, event: &[u8]) -> Result<Answer> {
        invoke_at(&self.endpoint, &self.function, event)
    }

    /// Like [`invoke`](Self::invoke), but returns the unchanged response of the server.
    pub fn invoke_raw(&self, event: &[u8]) -> Result<Response> {
        http::post(
            &invoke_url(&self.endpoint, &self.function),
            "application/json",
            event,
        )
    }

    /// Sends `GET path` to the server's HTTP front end.
    pub fn get(&self, path: &str) -> Result<Response> {
        http::get(&format!("{}{path}", self.endpoint))
    }
}

/// Invokes the function `function` of the server at `endpoint`, for a thread that outlives a borrow of its [`Local`].
pub fn invoke_at(endpoint: &str, function: &str, event: &[u8]) -> Result<Answer> {
    let url = invoke_url(endpoint, function);
    Answer::from_invoke_api(&http::post(&url, "application/json", event)?)
}

/// Runs `binary arguments…` until it ends.
pub fn command<A: AsRef<std::ffi::OsStr>>(binary: &Path, arguments: &[A]) -> Result<Finished> {
    run(outside_lambda(binary).args(arguments), b"", INVOKING)
}

/// Runs `binary invoke arguments…` until it ends.
pub fn invoke_command<A: AsRef<std::ffi::OsStr>>(
    binary: &Path,
    arguments: &[A],
) -> Result<Finished> {
    run(
        outside_lambda(binary).arg("invoke").args(arguments),
        b"",
        INVOKING,
    )
}

/// Returns the command that starts the binary outside Lambda, even if the tests themselves run inside.
pub fn outside_lambda(binary: &Path) -> Command {
    let mut command = Command::new(binary);
    // The services that functions call are on this machine, where no proxy of the user's reaches them.
    command
        .env_remove("AWS_LAMBDA_RUNTIME_API")
        .env("NO_PROXY", "127.0.0.1")
        .env("no_proxy", "127.0.0.1");
    command
}
