//! `manifest`: what the function answers, without a Lambda around it.

use super::Wrong;
use crate::function::Function;
use std::io::Write;
use std::process::ExitCode;

pub(super) fn run(function: &Function) -> Result<ExitCode, Wrong> {
    let Some(manifest) = &function.manifest else {
        return Err(format!(
            "`{}` has no manifest: a function that is made with `#[lambda_handler]` has one",
            function.name
        ));
    };
    // A reader that went away has read what it wanted.
    let mut stdout = std::io::stdout().lock();
    let _ = stdout
        .write_all(manifest.as_bytes())
        .and_then(|()| stdout.write_all(b"\n"))
        .and_then(|()| stdout.flush());
    Ok(ExitCode::SUCCESS)
}
