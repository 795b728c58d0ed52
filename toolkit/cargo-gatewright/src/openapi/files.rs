//! Writes a document to a new file.

use crate::error::CliError;
use std::io::Write as _;
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
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| tempfile::NamedTempFile::new_in(folder))
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            readable(file.as_file())?;
            file.persist_noclobber(path).map_err(|error| error.error)
        });
    written.map(|_| ()).map_err(|error| {
        CliError::new(format!("could not write `{}`: {error}", path.display())).help(
            "choose another file with `--output FILE`, or print the document: leave out `--output`",
        )
    })
}

/// Temporary files are private to their user, and documents are not.
#[cfg(unix)]
fn readable(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}
