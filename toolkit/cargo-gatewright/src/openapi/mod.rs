//! `cargo gatewright openapi`.

mod args;

pub(crate) use args::Args;

use crate::error::CliError;
use std::process::ExitCode;

pub(crate) fn run(args: &Args) -> Result<ExitCode, CliError> {
    let _ = args;
    let (_, functions) = crate::workspace::describe(&args.options)?;
    for one in functions {
        println!(
            "{} {} {} {:?}",
            one.package,
            one.binary,
            one.folder.display(),
            one.manifest
        );
    }
    Ok(ExitCode::SUCCESS)
}
