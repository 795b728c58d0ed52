//! The command line of a function that is its own local Lambda.

mod error;
mod follow;
mod invoke;
mod options;
mod serve;
mod signals;

use crate::function::Function;
use crate::lambda::Lambda;
use clap::{Parser, Subcommand};
use error::CliError;
use options::EnvironmentOptions;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

/// A Lambda function that serves itself on this machine.
///
/// This is a debug build outside AWS, so it runs a local Lambda. If `AWS_LAMBDA_RUNTIME_API` is set, as in Lambda, it is only the
/// function.
#[derive(Debug, Parser)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples, for a function `shop`:
  cargo run                            serve on http://127.0.0.1:9000
  cargo run -- --port 8080             serve on another port
  cargo run -- invoke event.json       invoke once with the event in a file
  cargo run -- manifest                print operations, routes and event sources

Exit codes: 0 success, 1 function error, 2 wrong command line, file or port, 130 interrupted `invoke`."
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::Args,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the function over HTTP until Ctrl-C (the default)
    Serve(serve::Args),
    /// Invoke the function with the event in a file, and print its reply to standard output
    Invoke(invoke::Args),
    /// Print the function's operations, routes, event sources and settings as JSON
    Manifest,
}

/// Runs the command of the process's command line, and returns the exit code of the process.
///
/// | exit code | |
/// |---|---|
/// | 0 | served until Ctrl-C or SIGTERM, invoked and got a reply, or printed the manifest |
/// | 1 | the invocation ended in a function error |
/// | 2 | the command line, a file or the port is wrong |
/// | 130 | interrupted during `invoke` |
pub fn main(function: Function) -> ExitCode {
    run(function, std::env::args_os())
}

fn run(function: Function, arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help goes to standard output and is a success. Everything else is an error of clap's, which ends with 2.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let result = match cli.command.unwrap_or(Command::Serve(cli.serve)) {
        Command::Serve(args) => in_runtime(function, args.options, async move |lambda| {
            serve::run(lambda, args).await
        }),
        Command::Invoke(args) => in_runtime(function, args.options, async move |lambda| {
            invoke::run(lambda, args).await
        }),
        Command::Manifest => print_manifest(&function),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::from(2)
    })
}

/// Runs a command with a local Lambda. One thread is enough: the environments do the work.
fn in_runtime(
    function: Function,
    options: EnvironmentOptions,
    command: impl AsyncFnOnce(Lambda) -> Result<ExitCode, CliError>,
) -> Result<ExitCode, CliError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| CliError::new(format!("could not create the Tokio runtime: {error}")))?;
    let options = options.resolve(&function)?;
    runtime.block_on(async {
        let lambda = Lambda::new(function, options).map_err(|error| {
            CliError::new(format!("could not find the path of this program: {error}"))
        })?;
        command(lambda).await
    })
}

fn print_manifest(function: &Function) -> Result<ExitCode, CliError> {
    let Some(manifest) = &function.manifest else {
        return Err(
            CliError::new(format!("`{}` has no manifest", function.name))
                .help("annotate its handler with `#[lambda_handler]`, which generates one"),
        );
    };
    // A reader that closes the pipe early, such as `head`, is not an error.
    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "{manifest}").and_then(|()| stdout.flush());
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn definition_is_valid() {
        Cli::command().debug_assert();
    }

    #[test]
    fn default_command_is_serve() {
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
