//! `invoke`: one event, one reply.

use super::follow::Continuation;
use super::{How, Wrong, signals};
use crate::front_door::stream;
use crate::invocation::{Invocation, Outcome, Reply};
use crate::lambda::Lambda;
use crate::limits;
use crate::report::Report;
use bytes::Bytes;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file that holds the event as JSON; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Resume work that takes several invocations until it is done; the reply is that of the last step
    #[arg(long)]
    follow: bool,
    #[command(flatten)]
    pub(super) how: How,
}

pub(super) async fn run(lambda: Lambda, args: Args) -> Result<ExitCode, Wrong> {
    let event = event(&args.file)?;
    let ended = signals::end().map_err(|error| format!("signals cannot be caught: {error}"))?;
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
        Ok(reply) => (collected(reply), ExitCode::SUCCESS),
        Err(error) => (error.document.clone(), ExitCode::FAILURE),
    };
    print(&document);
    Ok(code)
}

async fn once(lambda: &Lambda, event: Bytes) -> Result<Outcome, Wrong> {
    let outcome = invoked(lambda, event).await?;
    lambda.report(&Report::of_invoke(&outcome));
    Ok(outcome)
}

/// Reports each step; the outcome is that of the last.
async fn follow(lambda: &Lambda, first: Bytes) -> Result<Outcome, Wrong> {
    let mut event = first.clone();
    let mut step = 0;
    loop {
        step += 1;
        let outcome = invoked(lambda, event).await?;
        let continuation = match &outcome.result {
            Ok(reply) => Continuation::of(reply.bytes()),
            Err(_) => None,
        };
        lambda.report(&Report::of_step(
            step,
            &outcome,
            continuation.as_ref().map(Continuation::state),
        ));
        match continuation {
            Some(continuation) => event = continuation.event(&first),
            None => return Ok(outcome),
        }
    }
}

async fn invoked(lambda: &Lambda, event: Bytes) -> Result<Outcome, Wrong> {
    lambda
        .invoke(Invocation::new(event))
        .await
        .map_err(|refusal| refusal.to_string())
}

/// A reply as the function wrote it; an HTTP response that was streamed in the form of one that was not.
fn collected(reply: &Reply) -> Bytes {
    let whole = match reply {
        Reply::Streamed { content_type, body } => stream::buffered(content_type.as_deref(), body),
        Reply::Buffered(_) => None,
    };
    whole.unwrap_or_else(|| reply.bytes().clone())
}

/// As the function wrote it, and a line's end. A reader that went away does not change what the invocation came to.
fn print(document: &[u8]) {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout
        .write_all(document)
        .and_then(|()| stdout.write_all(b"\n"))
        .and_then(|()| stdout.flush());
}

fn event(file: &Path) -> Result<Bytes, Wrong> {
    let (name, content) = if file == Path::new("-") {
        ("standard input".to_owned(), read(std::io::stdin().lock()))
    } else {
        let opened = std::fs::File::open(file);
        (format!("`{}`", file.display()), opened.and_then(read))
    };
    let content = content.map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            format!("{name} does not exist: give the path of a JSON file, relative to the current directory, or - for standard input")
        }
        ErrorKind::IsADirectory => format!("{name} is a folder: give one of the files in it"),
        _ => format!("{name} cannot be read: {error}"),
    })?;
    if content.len() > limits::REQUEST {
        return Err(format!(
            "{name} is over {} bytes, the limit of a synchronous invocation: send less, or the address of the data in S3",
            limits::REQUEST
        ));
    }
    crate::json::check(&content).map_err(|reason| {
        format!("{name} is not JSON: {reason}: give a file that holds one event")
    })?;
    Ok(content.into())
}

/// Reads one byte more than is allowed, so that an endless input ends too.
fn read(source: impl Read) -> std::io::Result<Vec<u8>> {
    let mut content = Vec::new();
    let limit = limits::REQUEST as u64 + 1;
    source.take(limit).read_to_end(&mut content)?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event_in(content: &[u8]) -> Result<usize, Wrong> {
        let file = tempfile::NamedTempFile::new().unwrap_or_else(|error| panic!("{error}"));
        std::fs::write(file.path(), content).unwrap_or_else(|error| panic!("{error}"));
        let name = file.path().display().to_string();
        event(file.path())
            .map(|event| event.len())
            .map_err(|wrong| wrong.replace(&name, "FILE"))
    }

    #[test]
    fn the_limit_counts_bytes() {
        let mut content = vec![b' '; limits::REQUEST];
        content[0] = b'1';
        assert_eq!(event_in(&content), Ok(limits::REQUEST));
        content.push(b' ');
        assert_eq!(
            event_in(&content),
            Err("`FILE` is over 6291456 bytes, the limit of a synchronous invocation: send less, or the address of the data in S3".to_owned())
        );
    }

    #[test]
    fn a_wrong_file_says_what_to_do() {
        assert_eq!(
            event_in(b"{\"a\": 1,}"),
            Err("`FILE` is not JSON: key must be a string at line 1 column 9: give a file that holds one event".to_owned())
        );
        assert_eq!(
            event(Path::new("no/such/file.json")),
            Err("`no/such/file.json` does not exist: give the path of a JSON file, relative to the current directory, or - for standard input".to_owned())
        );
    }
}
