//! `cargo gatewright init`.

mod args;

pub(crate) use args::Args;

use crate::error::CliError;
use std::process::ExitCode;

pub(crate) fn run(args: &Args) -> Result<ExitCode, CliError> {
    let _ = args;
    Ok(ExitCode::SUCCESS)
}
