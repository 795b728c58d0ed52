//! `cargo gatewright iam`.

mod args;
pub(crate) mod policy;

pub(crate) use args::Args;

use crate::error::CliError;
use std::process::ExitCode;

pub(crate) fn run(args: &Args) -> Result<ExitCode, CliError> {
    let _ = args;
    Ok(ExitCode::SUCCESS)
}
