//! The AWS Lambda Runtime Interface Emulator, with true deadlines and SIGKILL at the timeout.
//!
//! It returns a function error with status 200 and without `X-Amz-Function-Error`. Therefore [`Answer::function_error`] is
//! always `None` here, and a test recognises a function error by its payload.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::answer::{Answer, invoke_url};
use crate::http::{self, Response};
use crate::ports::free_addresses;
use crate::process::Process;
use crate::tools::Tools;

const STARTING: Duration = Duration::from_secs(30);
const ATTEMPTS: usize = 5;

/// A function on the emulator. It is initialised by the first invocation.
#[derive(Debug)]
pub struct Rie {
    process: Process,
    address: SocketAddr,
}

impl Rie {
    /// Starts the emulator with the binary `function` and a timeout in whole seconds.
    pub fn start(function: &Path, timeout_seconds: u16) -> Result<Self> {
        Self::start_with(function, timeout_seconds, &[])
    }

    /// Like [`start`](Self::start), with additional environment variables for the function.
    pub fn start_with(
        function: &Path,
        timeout_seconds: u16,
        variables: &[(&str, &str)],
    ) -> Result<Self> {
        let emulator = Tools::get()?.rie()?;
        let mut last = String::new();
        // The emulator cannot choose its ports itself, and another process may take a free port before it does.
        for _ in 0..ATTEMPTS {
            let [address, runtime_api] = free_addresses()?;
            let mut process = Process::start(
                "the Runtime Interface Emulator",
                Command::new(&emulator)
                    .args(["--runtime-interface-emulator-address", &address.to_string()])
                    .args(["--runtime-api-address", &runtime_api.to_string()])
                    .arg(function)
                    .env("AWS_LAMBDA_FUNCTION_NAME", "function")
                    .env("AWS_LAMBDA_FUNCTION_TIMEOUT", timeout_seconds.to_string())
                    .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769")
                    .envs(variables.iter().copied())
                    // An endpoint of the machine that runs the tests must not reach the function.
                    .env_remove("AWS_LAMBDA_RUNTIME_API"),
            )?;
            match process.wait_until_listening(address, STARTING) {
                Ok(()) => return Ok(Self { process, address }),
                Err(error) if process.printed().contains("address already in use") => {
                    last = error.to_string();
                }
                Err(error) => return Err(error),
            }
        }
        bail!(
            "found no free ports for the Runtime Interface Emulator in {ATTEMPTS} attempts\n{last}"
        )
    }

    /// Invokes the function with the bytes of an event.
    pub fn invoke(&self, event: &[u8]) -> Result<Answer> {
        Answer::from_invoke_api(&self.invoke_raw(event)?).with_context(|| self.logs())
    }

    /// Like [`invoke`](Self::invoke), but returns the unchanged response of the emulator.
    pub fn invoke_raw(&self, event: &[u8]) -> Result<Response> {
        let url = invoke_url(&format!("http://{}", self.address), "function");
        http::post(&url, "application/json", event)
    }

    /// Ends the emulator and the function, and returns all of their logs.
    pub fn end(mut self) -> String {
        self.process.end()
    }

    /// Returns the logs of the emulator and the function so far.
    pub fn logs(&self) -> String {
        self.process.printed()
    }
}
