//! `serve`: the function over HTTP.

use super::error::CliError;
use super::options::EnvironmentOptions;
use super::signals;
use crate::access::Access;
use crate::lambda::Lambda;
use crate::service::{Port, Service};
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

const DEFAULT_PORT: u16 = 9000;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Args {
    pub(super) port: Option<u16>,
    pub(super) access: Access,
    pub(super) options: EnvironmentOptions,
}

pub(super) async fn run(lambda: Lambda, args: Args) -> Result<ExitCode, CliError> {
    // Before the address is printed, so that no signal after that is missed.
    let ended = signals::end().map_err(|error| {
        CliError::new(format!("could not register the signal handlers: {error}"))
    })?;
    let port = args.port.map_or(Port::From(DEFAULT_PORT), Port::Exactly);
    let service = Service::start_with_access(lambda, port, args.access)
        .await
        .map_err(|error| match (error.kind(), args.port) {
            (ErrorKind::AddrInUse, Some(port)) => CliError::new(format!("port {port} is in use"))
                .help("stop the program that listens on it, or pass another `--port`"),
            (ErrorKind::AddrInUse, None) => CliError::new(format!(
                "no port from {DEFAULT_PORT} to {} is free",
                DEFAULT_PORT + 100
            ))
            .help("pass a free port with `--port`"),
            _ => CliError::new(format!("could not listen on 127.0.0.1: {error}")),
        })?;
    announce(&format!("listening on http://{}", service.address()));
    ended.await;
    service.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Prints and flushes a line, because another program may wait for it at the end of a pipe. A closed pipe is ignored.
fn announce(line: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}
