//! `invoke`: invokes the function with one event.

use super::error::CliError;
use super::follow::Continuation;
use super::options::EnvironmentOptions;
use super::signals;
use crate::console;
use crate::http_trigger::prelude;
use crate::invocation::{Invocation, Outcome, Reply};
use crate::lambda::Lambda;
use crate::limits;
use crate::report::Report;
use bytes::Bytes;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Args {
    /// The file with the event, or `-`.
    pub(super) file: PathBuf,
    pub(super) follow: bool,
    pub(super) options: EnvironmentOptions,
}

pub(super) async fn run(lambda: Lambda, args: Args) -> Result<ExitCode, CliError> {
    let event = event(&args.file)?;
    let ended = signals::end().map_err(|error| {
        CliError::new(format!("could not register the signal handlers: {error}"))
    })?;
    let outcome = tokio::select! {
        outcome = async {
            if args.follow {
                follow(&lambda, event).await
            } else {
                once(&lambda, event).await
            }
        } => Some(outcome?),
        () = ended => None,
    };
    lambda.stop().await;
    let Some(outcome) = outcome else {
        return Ok(ExitCode::from(130));
    };
    let (document, code) = match &outcome.result {
        Ok(reply) => (readable(reply), ExitCode::SUCCESS),
        Err(error) => (error.document.clone(), ExitCode::FAILURE),
    };
    // On a terminal, the reply comes last.
    console::flush();
    print(&document);
    Ok(code)
}

async fn once(lambda: &Lambda, event: Bytes) -> Result<Outcome, CliError> {
    let outcome = invoked(lambda, event.clone()).await?;
    lambda.report(&Report::of_invoke(&outcome, &event));
    Ok(outcome)
}

/// Reports each step, and returns the outcome of the last.
async fn follow(lambda: &Lambda, first: Bytes) -> Result<Outcome, CliError> {
    let mut event = first.clone();
    let mut step = 0;
    loop {
        step += 1;
        let outcome = invoked(lambda, event.clone()).await?;
        let continuation = match &outcome.result {
            Ok(reply) => Continuation::of(reply.bytes()),
            Err(_) => None,
        };
        lambda.report(&Report::of_step(
            step,
            &outcome,
            &event,
            continuation.as_ref().map(Continuation::state),
        ));
        match continuation {
            Some(continuation) => event = continuation.event(&first),
            None => return Ok(outcome),
        }
    }
}

async fn invoked(lambda: &Lambda, event: Bytes) -> Result<Outcome, CliError> {
    lambda
        .invoke(Invocation::new(event))
        .await
        .map_err(|refusal| CliError::new(refusal.to_string()))
}

/// Returns a reply as the function wrote it, but a streamed HTTP response in the form of a buffered one.
fn readable(reply: &Reply) -> Bytes {
    let whole = match reply {
        Reply::Streamed { content_type, body } => prelude::buffered(content_type.as_deref(), body),
        Reply::Buffered(_) => None,
    };
    whole.unwrap_or_else(|| reply.bytes().clone())
}

/// Prints a document and a line break. A closed pipe does not change the outcome of the invocation.
fn print(document: &[u8]) {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout
        .write_all(document)
        .and_then(|()| stdout.write_all(b"\n"))
        .and_then(|()| stdout.flush());
}

fn event(file: &Path) -> Result<Bytes, CliError> {
    let (name, content) = if file == Path::new("-") {
        ("standard input".to_owned(), read(std::io::stdin().lock()))
    } else {
        let opened = std::fs::File::open(file);
        (format!("`{}`", file.display()), opened.and_then(read))
    };
    let content = content.map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            CliError::new(format!("{name} does not exist"))
                .help("pass the path of a JSON file, relative to the current directory, or `-` for standard input")
        }
        ErrorKind::IsADirectory => {
            CliError::new(format!("{name} is a directory")).help("pass one of the files in it")
        }
        _ => CliError::new(format!("could not read {name}: {error}")),
    })?;
    if content.len() > limits::REQUEST {
        return Err(CliError::new(format!(
            "{name} is larger than {} bytes, the limit of a synchronous invocation",
            limits::REQUEST
        ))
        .help("send less, or send the location of the data in S3"));
    }
    crate::json::check(&content).map_err(|reason| {
        CliError::new(format!("{name} is not JSON: {reason}"))
            .help("pass a file that contains one event")
    })?;
    Ok(content.into())
}

/// Reads at most one byte more than the limit, so that it stops at endless input.
fn read(source: impl Read) -> std::io::Result<Vec<u8>> {
    let mut content = Vec::new();
    let limit = limits::REQUEST as u64 + 1;
    source.take(limit).read_to_end(&mut content)?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event_in(content: &[u8]) -> Result<usize, String> {
        let file = tempfile::NamedTempFile::new().unwrap_or_else(|error| panic!("{error}"));
        std::fs::write(file.path(), content).unwrap_or_else(|error| panic!("{error}"));
        let name = file.path().display().to_string();
        event(file.path())
            .map(|event| event.len())
            .map_err(|error| error.to_string().replace(&name, "FILE"))
    }

    #[test]
    fn limit_is_in_bytes() {
        let mut content = vec![b' '; limits::REQUEST];
        content[0] = b'1';
        assert_eq!(event_in(&content), Ok(limits::REQUEST));
        content.push(b' ');
        assert_eq!(
            event_in(&content),
            Err("`FILE` is larger than 6291456 bytes, the limit of a synchronous invocation\n  = help: send less, or send the location of the data in S3".to_owned())
        );
    }

    #[test]
    fn wrong_file_has_help() {
        assert_eq!(
            event_in(b"{\"a\": 1,}"),
            Err("`FILE` is not JSON: key must be a string at line 1 column 9\n  = help: pass a file that contains one event".to_owned())
        );
        assert_eq!(
            event(Path::new("no/such/file.json")).map_err(|error| error.to_string()),
            Err("`no/such/file.json` does not exist\n  = help: pass the path of a JSON file, relative to the current directory, or `-` for standard input".to_owned())
        );
    }
}
