//! `cargo gatewright template`.

mod args;
mod check;
pub(crate) mod node;
pub(crate) mod sam;
pub(crate) mod stack;

pub(crate) use args::Args;

use crate::error::CliError;
use stack::{Form, Input, Stack};
use std::process::ExitCode;

pub(crate) fn run(args: &Args) -> Result<ExitCode, CliError> {
    if let Some(file) = &args.check {
        return check::run(&args.options, file, args.json);
    }
    let (workspace, functions) = crate::workspace::describe(&args.options)?;
    let policies = crate::iam::policy::policies(&args.options, &workspace, &functions)?;
    let input = Input {
        functions: &functions,
        policies: &policies,
        packages: "target/lambda",
        alarms: false,
    };
    println!("{:#}", sam::build(input)?.node().to_json());
    Ok(ExitCode::SUCCESS)
}

/// Returns the template of functions.
pub(crate) fn build(form: Form, input: Input<'_>) -> Result<Stack, CliError> {
    let _ = input;
    Ok(Stack::new(form, String::new()))
}
