//! The files of `--html` and `--svg`: whole or not at all, and never in the place of another file.

use crate::error::CliError;
use crate::new_file;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// What a file of `tune` contains near its beginning.
pub(super) const MARK: &str = "made by cargo gatewright tune";

/// Refuses a path that cannot be written, before anything else is done.
pub(super) fn check(path: &Path, option: &str) -> Result<(), CliError> {
    let shown = path.display();
    match fs::read(path) {
        Ok(bytes) if is_own(&bytes) => Ok(()),
        Ok(_) => Err(CliError::new(format!(
            "the file `{shown}` exists already, and `tune` did not write it"
        ))
        .help(format!("name another file with `{option}`, or remove it"))),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let folder = match path.parent() {
                Some(folder) if folder != Path::new("") => folder,
                _ => Path::new("."),
            };
            if folder.is_dir() {
                Ok(())
            } else {
                Err(
                    CliError::new(format!("there is no directory `{}`", folder.display()))
                        .help("create it, or name a file in another directory"),
                )
            }
        }
        Err(error) => Err(CliError::new(format!("could not write `{shown}`: {error}"))
            .help(format!("name a file with `{option}`"))),
    }
}

/// Writes the file. One that `tune` has written is replaced.
pub(super) fn write(path: &Path, option: &str, text: &str) -> Result<(), CliError> {
    check(path, option)?;
    new_file::replace(path, text).map_err(|error| {
        CliError::new(format!("could not write `{}`: {error}", path.display()))
            .help("name a file in a directory that may be written and has space")
    })
}

fn is_own(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(500)];
    start
        .windows(MARK.len())
        .any(|window| window == MARK.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{MARK, write};
    use std::fs;

    #[test]
    fn own_file_is_replaced_and_another_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let (own, other) = (folder.path().join("own"), folder.path().join("other"));
        for round in 0..2 {
            let text = format!("<!-- {MARK} --> {round}");
            write(&own, "--html", &text).expect("written");
            assert_eq!(fs::read_to_string(&own).expect("a file"), text);
        }
        fs::write(&other, "mine").expect("a file");
        let error = write(&other, "--html", MARK)
            .expect_err("refused")
            .to_string();
        assert!(
            error.contains("exists already, and `tune` did not write it"),
            "{error}"
        );
        assert_eq!(fs::read_to_string(&other).expect("a file"), "mine");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 2);
    }

    #[test]
    fn directory_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(write(folder.path(), "--html", MARK).is_err());
        let missing = folder.path().join("no").join("tune.html");
        let error = write(&missing, "--html", MARK)
            .expect_err("refused")
            .to_string();
        assert!(error.starts_with("there is no directory"), "{error}");
    }
}
