//! The event files of `--events`.

use super::environment::Event;
use crate::error::CliError;
use std::fs;
use std::path::{Path, PathBuf};

/// Reads the files, and those of the directories, sorted by name.
pub(super) fn read(paths: &[PathBuf]) -> Result<Vec<Event>, CliError> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = files.len();
            let found = in_directory(path)?;
            files.extend(found.into_iter().map(|file| (file, true)));
            if files.len() == before {
                return Err(CliError::new(format!(
                    "the directory `{}` has no event files",
                    path.display()
                ))
                .help("an event file is JSON, and its name ends with `.json`"));
            }
        } else {
            files.push((path.clone(), false));
        }
    }
    files
        .iter()
        .map(|(path, may_fail)| event(path, *may_fail))
        .collect()
}

fn in_directory(directory: &Path) -> Result<Vec<PathBuf>, CliError> {
    let unreadable = |error: std::io::Error| {
        CliError::new(format!("could not read `{}`: {error}", directory.display()))
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn event(path: &Path, may_fail: bool) -> Result<Event, CliError> {
    let shown = path.display();
    let bytes = fs::read(path).map_err(|error| {
        CliError::new(format!("could not read the event `{shown}`: {error}"))
            .help("`--events` takes an event file, or a directory with event files")
    })?;
    serde_json::from_slice::<serde::de::IgnoredAny>(&bytes)
        .map_err(|error| CliError::new(format!("the event `{shown}` is not JSON: {error}")))?;
    Ok(Event {
        name: shown.to_string(),
        bytes,
        may_fail,
    })
}
