//! The command line of a function that is its own local Lambda.

mod dotenv;
mod error;
mod follow;
mod generate;
mod invoke;
mod options;
mod parse;
mod serve;
mod signals;
mod spec;
mod trigger;

use crate::console;
use crate::function::Function;
use crate::lambda::Lambda;
use error::CliError;
use options::EnvironmentOptions;
use parse::Command;
use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

#[cfg(feature = "library")]
pub use generate::sample_event;

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
    let command = parse::parse(arguments);
    let result = command.and_then(|command| match command {
        Command::Serve(args) => in_runtime(function, args.options.clone(), async move |lambda| {
            serve::run(lambda, args).await
        }),
        Command::Invoke(args) => in_runtime(function, args.options.clone(), async move |lambda| {
            invoke::run(lambda, args).await
        }),
        Command::Generate(args) => {
            let event = generate::run(&function, &args.kind, args.file.as_deref())?;
            Ok(print(&event.unwrap_or_default()))
        }
        Command::Manifest => print_manifest(&function),
        Command::Help(help) => Ok(print(&help)),
    });
    let code = result.unwrap_or_else(|error| {
        console::line(format_args!("error: {error}"));
        ExitCode::from(2)
    });
    console::flush();
    code
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
    Ok(print(&format!("{manifest}\n")))
}

/// Prints a text to standard output. A reader that closes the pipe early, such as `head`, is not an error.
fn print(text: &str) -> ExitCode {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    ExitCode::SUCCESS
}
