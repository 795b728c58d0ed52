//! `serve`: the function over HTTP.

use super::{How, Wrong, signals};
use crate::lambda::Lambda;
use crate::service::{Port, Service};
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

const DEFAULT_PORT: u16 = 9000;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The port to listen on, on 127.0.0.1; 9000 or the next free one if not given
    #[arg(long, value_name = "N")]
    pub(super) port: Option<u16>,
    #[command(flatten)]
    pub(super) how: How,
}

pub(super) async fn run(lambda: Lambda, args: Args) -> Result<ExitCode, Wrong> {
    // Before the address is known to anyone: a signal that follows its announcement must not be missed.
    let ended = signals::end().map_err(|error| format!("signals cannot be caught: {error}"))?;
    let port = args.port.map_or(Port::From(DEFAULT_PORT), Port::Exactly);
    let service =
        Service::start(lambda, port)
            .await
            .map_err(|error| match (error.kind(), args.port) {
                (ErrorKind::AddrInUse, Some(port)) => {
                    format!("port {port} is taken: end what listens there, or give another --port")
                }
                (ErrorKind::AddrInUse, None) => {
                    format!("no port from {DEFAULT_PORT} on is free: give one with --port")
                }
                _ => format!("cannot listen on 127.0.0.1: {error}"),
            })?;
    announce(&format!("listening on http://{}", service.address()));
    ended.await;
    service.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Flushed, because another program may wait for the line at the end of a pipe. That it went away is its own affair.
fn announce(line: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
}
