//! Writes a document to a new file.

use crate::error::CliError;
use crate::new_file;
use std::path::Path;

/// Refuses a path that exists.
pub(super) fn must_not_exist(path: &Path) -> Result<(), CliError> {
    if !path.exists() {
        return Ok(());
    }
    let shown = path.display();
    Err(CliError::new(format!(
        "the file `{shown}` exists already, and is not overwritten"
    ))
    .help(format!(
        "remove it first, or compare it with the code: --check {shown}"
    )))
}

/// Writes a new file as a whole: it appears with all of its text, or not at all.
pub(super) fn write(path: &Path, text: &str) -> Result<(), CliError> {
    must_not_exist(path)?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let written = std::fs::create_dir_all(folder).and_then(|()| new_file::create(path, text));
    written.map_err(|error| {
        CliError::new(format!("could not write `{}`: {error}", path.display())).help(
            "choose another file with `--output FILE`, or print the document: leave out `--output`",
        )
    })
}
