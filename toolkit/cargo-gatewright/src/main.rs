//! `cargo gatewright …`: the build-time commands of Gatewright.
//!
//! A command is a module with `Args` and `run`. To add one, write its folder and name it here, in [`Command`] and in [`run`].
//!
//! | shared by all commands | |
//! |---|---|
//! | [`error`] | [`CliError`], which ends a command with exit code 2 |
//! | [`workspace`] | the packages and functions that a command works on, and calls of cargo |
//! | [`report`] | findings, and how they are printed |
//! | [`edit`] | edits of a `Cargo.toml` that keep its other lines |
//! | [`new_file`] | documents that a command writes |
//! | [`units`] | sizes and durations as users write them |

mod budget;
mod check;
mod edit;
mod error;
mod explain;
mod iam;
mod init;
mod new;
mod new_file;
mod openapi;
mod package;
mod report;
mod report_card;
mod size;
mod style;
mod template;
mod tune;
mod units;
mod workspace;

use clap::{Parser, Subcommand};
use error::CliError;
use std::ffi::OsString;
use std::process::ExitCode;

/// Gatewright's build-time commands
#[derive(Debug, Parser)]
#[command(
    name = "cargo gatewright",
    bin_name = "cargo gatewright",
    version,
    after_help = "Exit codes: 0 success, 1 findings, 2 wrong command line, manifest or set-up."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check Lambda functions against the rules: sources, types and dependencies
    Check(check::Args),
    /// Explain a rule: what it refuses, why, and what to write instead
    Explain(explain::Args),
    /// Create a project that builds, runs, tests and passes `check`
    New(new::Args),
    /// Prepare an existing package for Gatewright
    Init(init::Args),
    /// Write the infrastructure of functions as SAM, CloudFormation, CDK or Terraform, or compare a template with the code
    Template(template::Args),
    /// Write the least-privilege policy that the code needs
    Iam(iam::Args),
    /// Write the OpenAPI document of a function's routes, or compare one with the code
    Openapi(openapi::Args),
    /// Build functions for Lambda, and write their ZIP files
    Package(package::Args),
    /// List what a function's binary consists of, and what has grown
    Size(size::Args),
    /// Measure what `[package.metadata.gatewright.budget]` limits, and fail beyond it
    Budget(budget::Args),
    /// Go through the optimisation checklist of a function, with the facts
    Report(report_card::Args),
    /// Recommend a memory size, from one measured run on this machine
    Tune(tune::Args),
}

fn run(command: &Command) -> Result<ExitCode, CliError> {
    match command {
        Command::Check(args) => check::run(args),
        Command::Explain(args) => explain::run(args),
        Command::New(args) => new::run(args),
        Command::Init(args) => init::run(args),
        Command::Template(args) => template::run(args),
        Command::Iam(args) => iam::run(args),
        Command::Openapi(args) => openapi::run(args),
        Command::Package(args) => package::run(args),
        Command::Size(args) => size::run(args),
        Command::Budget(args) => budget::run(args),
        Command::Report(args) => report_card::run(args),
        Command::Tune(args) => tune::run(args),
    }
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse_from(arguments()) {
        Ok(cli) => cli,
        Err(error) => {
            // Help goes to standard output and is a success. Everything else is an error of clap's, which ends with 2.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(CliError::EXIT_CODE));
        }
    };
    run(&cli.command).unwrap_or_else(|error| {
        let style = style::ERROR;
        anstream::eprintln!("{style}error{style:#}: {error}");
        ExitCode::from(CliError::EXIT_CODE)
    })
}

/// The process's arguments, without the word `gatewright` that Cargo puts first for `cargo gatewright check …`.
fn arguments() -> Vec<OsString> {
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    if arguments.get(1).is_some_and(|first| first == "gatewright") {
        arguments.remove(1);
    }
    arguments
}
