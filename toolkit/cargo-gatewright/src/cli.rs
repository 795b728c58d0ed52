//! The command line: which command, and what its end means for the process.

use crate::check;
use clap::{Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;

/// Gatewright's build-time commands.
#[derive(Debug, Parser)]
#[command(name = "cargo gatewright", bin_name = "cargo gatewright", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Judge Lambda functions by the rules: sources, types and dependencies
    Check(check::Args),
}

/// Why a command could not be carried out: a message that says what to do, for exit code 2.
pub(crate) type Wrong = String;

/// Carries out the command that `arguments`, the process's own, say.
///
/// | exit code | |
/// |---|---|
/// | 0 | nothing to complain about |
/// | 1 | the command found something |
/// | 2 | the command line, the manifest or the set-up is wrong |
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let mut arguments: Vec<OsString> = arguments.collect();
    if arguments.get(1).is_some_and(|first| first == "gatewright") {
        arguments.remove(1);
    }
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help goes to standard output and is a success; everything else is an error of clap's, which exits with 2.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let done = match cli.command {
        Command::Check(args) => check::run(&args),
    };
    done.unwrap_or_else(|wrong| {
        eprintln!("error: {wrong}");
        ExitCode::from(2)
    })
}
