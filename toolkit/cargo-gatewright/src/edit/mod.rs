//! Edits of a user's `Cargo.toml`: every line that an edit does not concern keeps its bytes.

mod diff;

use crate::error::CliError;
use diff::{Line, lines, unified, without_ending};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;
use toml_edit::DocumentMut;

/// Editors on Windows may put it in front of a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// A manifest as it stands on the disk.
pub(crate) struct ManifestFile {
    path: PathBuf,
    text: String,
    document: DocumentMut,
}

/// A changed manifest that is not written yet.
pub(crate) struct Edit {
    path: PathBuf,
    text: String,
    diff: String,
}

impl ManifestFile {
    pub(crate) fn read(path: &Path) -> Result<Self, CliError> {
        let text = fs::read_to_string(path).map_err(|error| {
            CliError::new(format!("could not read `{}`: {error}", path.display()))
        })?;
        let toml = text.trim_start_matches(BYTE_ORDER_MARK);
        let document = toml.parse::<DocumentMut>().map_err(|error| {
            CliError::new(format!("`{}` is not valid TOML: {error}", path.display()))
                .help("correct the manifest")
        })?;
        Ok(Self {
            path: path.to_owned(),
            text,
            document,
        })
    }

    /// The manifest's content, for an edit.
    pub(crate) fn document(&self) -> DocumentMut {
        self.document.clone()
    }

    /// Compares the file with its new content.
    pub(crate) fn edit(&self, document: &DocumentMut, shown: &str) -> Edit {
        let mut after = document.to_string();
        if self.text.starts_with(BYTE_ORDER_MARK) {
            after.insert(0, BYTE_ORDER_MARK);
        }
        // The library writes `\n` at the end of every line.
        let ending = match self.text.split_inclusive('\n').next() {
            Some(first) if first.ends_with("\r\n") => "\r\n",
            _ => "\n",
        };
        let lines = lines(&self.text, &after);
        let mut text = String::new();
        for line in &lines {
            let end_line = |text: &mut String| {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push_str(ending);
                }
            };
            match line {
                Line::Kept(line) => {
                    end_line(&mut text);
                    text.push_str(line);
                }
                Line::Added(line) => {
                    end_line(&mut text);
                    text.push_str(without_ending(line));
                    text.push_str(ending);
                }
                Line::Removed(_) => {}
            }
        }
        Edit {
            path: self.path.clone(),
            text,
            diff: unified(shown, &lines),
        }
    }
}

impl Edit {
    /// The change as a unified diff. It is empty if nothing changes.
    pub(crate) fn diff(&self) -> &str {
        &self.diff
    }

    /// Writes the new text beside the file. The file itself changes with [`Prepared::write`].
    pub(crate) fn prepare(&self) -> Result<Prepared, CliError> {
        let failed = |error: std::io::Error| {
            CliError::new(format!(
                "could not write `{}`: {error}",
                self.path.display()
            ))
            .note("the file was not changed")
        };
        // A link stays a link to the same file.
        let path = self.path.canonicalize().map_err(failed)?;
        let permissions = fs::metadata(&path).map_err(failed)?.permissions();
        if permissions.readonly() {
            return Err(
                CliError::new(format!("`{}` is read-only", self.path.display()))
                    .help("make it writable")
                    .note("the file was not changed"),
            );
        }
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut file = NamedTempFile::new_in(folder).map_err(failed)?;
        file.write_all(self.text.as_bytes()).map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        fs::set_permissions(file.path(), permissions).map_err(failed)?;
        Ok(Prepared { path, file })
    }
}

/// A changed manifest in a file beside the old one. It is removed unless it is [written](Prepared::write).
pub(crate) struct Prepared {
    path: PathBuf,
    file: NamedTempFile,
}

impl Prepared {
    /// Replaces the manifest in one step.
    pub(crate) fn write(self) -> Result<(), CliError> {
        let path = self.path;
        self.file.persist(&path).map(drop).map_err(|error| {
            CliError::new(format!(
                "could not write `{}`: {}",
                path.display(),
                error.error
            ))
            .note("the file was not changed")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use toml_edit::value;

    fn with_version(before: &str) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("Cargo.toml");
        fs::write(&path, before).expect("a file");
        let file = ManifestFile::read(&path).expect("TOML");
        let mut document = file.document();
        document["package"]["version"] = value("0.1.0");
        file.edit(&document, "Cargo.toml")
            .prepare()
            .and_then(Prepared::write)
            .expect("written");
        fs::read_to_string(&path).expect("a file")
    }

    #[test]
    fn added_lines_have_the_line_endings_of_the_file() {
        assert_eq!(
            with_version("[package]\r\nname = \"a\" # odd\r\n\r\n[lib]\r\n"),
            "[package]\r\nname = \"a\" # odd\r\nversion = \"0.1.0\"\r\n\r\n[lib]\r\n"
        );
    }

    #[test]
    fn kept_lines_keep_mixed_endings_and_the_mark() {
        assert_eq!(
            with_version("\u{feff}[package]\nname='a'\r\n[lib]\n"),
            "\u{feff}[package]\nname='a'\r\nversion = \"0.1.0\"\n[lib]\n"
        );
    }

    #[test]
    fn last_line_without_end_gets_one_before_an_addition() {
        assert_eq!(
            with_version("[package]\nname = \"a\""),
            "[package]\nname = \"a\"\nversion = \"0.1.0\"\n"
        );
    }
}
