//! An execution environment of the function under measurement.

use super::cpu;
use crate::error::CliError;
use gatewright_local::{Function, FunctionError, Invocation, Lambda, Options, Outcome};
use serde::Deserialize;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The longest time that `tune` waits for a reply. An invocation that takes longer cannot run hundreds of times.
const LIMIT: Duration = Duration::from_secs(60);

/// A function, ready to run.
pub(crate) struct Subject {
    pub(crate) executable: PathBuf,
    pub(crate) name: String,
    pub(crate) memory_mb: u32,
    pub(crate) timeout: Duration,
    pub(crate) streams: bool,
    pub(crate) variables: Vec<(String, String)>,
}

/// An event to run the function with.
pub(crate) struct Event {
    /// The file, as the output shows it.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    /// Whether it is left out if the function fails: it was found in a directory, not named.
    pub(super) may_fail: bool,
}

/// The local Lambda with one environment.
pub(super) struct Environment {
    lambda: Lambda,
    /// The id of its process. 0 as long as it is not started.
    pub(super) process: Arc<AtomicU32>,
}

/// Why an invocation cannot be measured.
pub(super) struct Failure {
    pub(super) reason: String,
    pub(super) is_timeout: bool,
}

impl Environment {
    pub(super) fn new(subject: &Subject) -> Result<Self, CliError> {
        let process = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&process);
        let mut options = Options::default()
            .program(&subject.executable)
            .max_environments(1)
            .hide_log()
            .on_process(move |id| seen.store(id, Ordering::Relaxed));
        for (name, value) in &subject.variables {
            options = options.variable(name, value);
        }
        let function = Function::new(&subject.name)
            .timeout(subject.timeout.min(LIMIT))
            .streams(subject.streams)
            .memory_mb(subject.memory_mb);
        let lambda = Lambda::new(function, options)
            .map_err(|error| CliError::new(format!("could not start the local Lambda: {error}")))?;
        Ok(Self { lambda, process })
    }

    /// Returns the CPU time of its process.
    pub(super) fn cpu(&self) -> Duration {
        cpu::times(self.process.load(Ordering::Relaxed)).map_or(Duration::ZERO, |times| times.ran)
    }

    /// Runs one invocation. A failure is an error, because its duration says nothing about the work.
    pub(super) async fn invoke(&self, event: &Event) -> Result<Outcome, CliError> {
        match self.attempt(event).await? {
            Ok(outcome) => Ok(outcome),
            Err(failure) => Err(failure.error(event)),
        }
    }

    /// Runs one invocation, which may fail.
    pub(super) async fn attempt(
        &self,
        event: &Event,
    ) -> Result<Result<Outcome, Failure>, CliError> {
        let outcome = self.lambda.invoke(Invocation::new(event.bytes.clone()));
        let outcome = outcome.await.map_err(|refusal| {
            CliError::new(format!("could not run `{}`: {refusal}", event.name))
        })?;
        Ok(match &outcome.result {
            Err(error) => Err(Failure {
                reason: reason(error),
                is_timeout: error.error_type == "Sandbox.Timedout",
            }),
            Ok(reply) => match server_error(reply.bytes()) {
                Some(status) => Err(Failure {
                    reason: format!("the reply has the status {status}"),
                    // The function answers by itself before it is killed.
                    is_timeout: status == 504,
                }),
                None => Ok(outcome),
            },
        })
    }

    /// Kills the process and waits for its end.
    pub(super) async fn stop(self) {
        self.lambda.stop().await;
    }
}

impl Failure {
    /// The error that ends the command.
    pub(super) fn error(self, event: &Event) -> CliError {
        CliError::new(format!("`{}` fails: {}", event.name, self.reason))
            .help(HELP)
            .note("the duration of a failed invocation says nothing about its work")
    }
}

/// What to do about events that fail.
pub(super) const HELP: &str = "name events that the function answers, and set the environment variables that it needs with \
                               `--env NAME=VALUE`. Services that it calls must be reachable from here";

/// Returns the type and the message of an error document.
fn reason(error: &FunctionError) -> String {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Document {
        error_message: String,
    }
    match serde_json::from_slice::<Document>(&error.document) {
        Ok(document) => format!("{}: {}", error.error_type, document.error_message),
        Err(_) => error.to_string(),
    }
}

/// Returns the status of an HTTP response that reports an error of the server.
fn server_error(reply: &[u8]) -> Option<u16> {
    #[derive(Deserialize)]
    struct Response {
        #[serde(rename = "statusCode")]
        status: u16,
    }
    // A streamed response begins with its status in an object, and ends with other bytes.
    let mut values = serde_json::Deserializer::from_slice(reply).into_iter::<Response>();
    let status = values.next()?.ok()?.status;
    (status >= 500).then_some(status)
}

#[cfg(test)]
mod tests {
    use super::server_error;

    #[test]
    fn server_errors_are_found_in_each_kind_of_reply() {
        assert_eq!(server_error(br#"{"statusCode":504,"body":""}"#), Some(504));
        assert_eq!(
            server_error(b"{\"statusCode\":500}\0\0\0\0\0\0\0\0no"),
            Some(500)
        );
        for fine in [
            br#"{"statusCode":404,"body":""}"#.as_slice(),
            br#"{"total":500}"#,
            br#"{"batchItemFailures":[]}"#,
            b"504",
            b"null",
            b"",
        ] {
            assert_eq!(server_error(fine), None);
        }
    }
}
