//! The local Lambda: a debug build of a function, started without a Lambda environment.

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

/// A function that serves on a port of its own choice.
#[derive(Debug)]
pub struct Local {
    /// The service, which is the function's own binary.
    pub process: Process,
    endpoint: String,
    function: String,
}

impl Local {
    /// Starts `binary`, a debug build of the function `function`.
    pub fn serve(binary: &Path, function: &str) -> Result<Self> {
        Self::serve_command(&mut outside_lambda(binary), function)
    }

    /// Starts the function `function` with a command that has variables of its own, such as one of
    /// [`AwsApi::client`](crate::aws_api::AwsApi::client).
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

    /// Where it listens: `http://127.0.0.1:port`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Invokes the function through the Invoke API with the bytes of an event.
    pub fn invoke(&self, event: &[u8]) -> Result<Answer> {
        Answer::from_invoke_api(&self.invoke_raw(event)?)
    }

    /// As [`invoke`](Self::invoke), with the service's response as it came.
    pub fn invoke_raw(&self, event: &[u8]) -> Result<Response> {
        http::post(
            &invoke_url(&self.endpoint, &self.function),
            "application/json",
            event,
        )
    }

    /// `GET path` at the HTTP front trigger.
    pub fn get(&self, path: &str) -> Result<Response> {
        http::get(&format!("{}{path}", self.endpoint))
    }
}

/// Runs `binary arguments…` to its end.
pub fn command<A: AsRef<std::ffi::OsStr>>(binary: &Path, arguments: &[A]) -> Result<Finished> {
    run(outside_lambda(binary).args(arguments), b"", INVOKING)
}

/// Runs `binary invoke arguments…` to its end.
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

/// The binary as a user starts it, whatever the tests themselves run in.
pub fn outside_lambda(binary: &Path) -> Command {
    let mut command = Command::new(binary);
    command.env_remove("AWS_LAMBDA_RUNTIME_API");
    command
}
