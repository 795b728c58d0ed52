//! The command line of a function that is its own local Lambda.

mod follow;
mod how;
mod invoke;
mod manifest;
mod serve;
mod signals;

use crate::function::Function;
use crate::lambda::Lambda;
use clap::{Parser, Subcommand};
use how::How;
use std::ffi::OsString;
use std::process::ExitCode;

/// A Lambda function with a local Lambda around it.
///
/// This is a debug build outside of AWS: it serves the function on this machine. Under Lambda, and under anything
/// that sets `AWS_LAMBDA_RUNTIME_API`, it is the function alone.
#[derive(Debug, Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::Args,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the function over HTTP until Ctrl-C; what happens without a command, too
    Serve(serve::Args),
    /// Send one event from a file, print the reply on standard output
    Invoke(invoke::Args),
    /// Print what the function answers (operations, routes, event sources) and is deployed with, as JSON
    Manifest,
}

/// Why a command could not be carried out: a message that says what to do, for exit code 2.
type Wrong = String;

/// Reads the process's command line and does what it says; the exit code is the process's.
///
/// | exit code | |
/// |---|---|
/// | 0 | served until Ctrl-C or SIGTERM, invoked and got a reply, or printed the manifest |
/// | 1 | the invocation ended in a function error |
/// | 2 | the command line, the file or the port is wrong |
/// | 130 | interrupted during `invoke` |
pub fn main(function: Function) -> ExitCode {
    run(function, std::env::args_os())
}

fn run(function: Function, arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help goes to standard output and is a success; everything else is an error of clap's, which exits with 2.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let done = match cli.command.unwrap_or(Command::Serve(cli.serve)) {
        Command::Serve(args) => in_runtime(function, args.how, async move |lambda| {
            serve::run(lambda, args).await
        }),
        Command::Invoke(args) => in_runtime(function, args.how, async move |lambda| {
            invoke::run(lambda, args).await
        }),
        Command::Manifest => manifest::run(&function),
    };
    done.unwrap_or_else(|wrong| {
        eprintln!("error: {wrong}");
        ExitCode::from(2)
    })
}

/// Runs a command in front of the function. One thread is enough: the work is done in the environments.
fn in_runtime(
    function: Function,
    how: How,
    command: impl AsyncFnOnce(Lambda) -> Result<ExitCode, Wrong>,
) -> Result<ExitCode, Wrong> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the asynchronous runtime does not start: {error}"))?;
    let options = how.options(&function)?;
    runtime.block_on(async {
        let lambda = Lambda::new(function, options)
            .map_err(|error| format!("the path of this program is unknown: {error}"))?;
        command(lambda).await
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_command_is_serve_with_its_options() {
        let port = |arguments: &[&str]| match Cli::try_parse_from(arguments)
            .map(|cli| cli.command.unwrap_or(Command::Serve(cli.serve)))
        {
            Ok(Command::Serve(args)) => Ok(args.port),
            Ok(Command::Invoke(_)) => Err("invoke".to_owned()),
            Ok(Command::Manifest) => Err("manifest".to_owned()),
            Err(error) => Err(error.kind().to_string()),
        };
        assert_eq!(port(&["shop"]), Ok(None));
        assert_eq!(port(&["shop", "--port", "80"]), Ok(Some(80)));
        assert_eq!(port(&["shop", "serve", "--port", "80"]), Ok(Some(80)));
        assert_eq!(port(&["shop", "invoke", "-"]), Err("invoke".to_owned()));
        assert_eq!(port(&["shop", "manifest"]), Err("manifest".to_owned()));
        assert_eq!(
            port(&["shop", "--prot", "80"]),
            Err("unexpected argument found".to_owned())
        );
    }
}
