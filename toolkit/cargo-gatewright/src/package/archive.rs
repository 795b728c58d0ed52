//! The ZIP file that Lambda takes.

use crate::error::CliError;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};
use std::fs;
use std::io::{self, Cursor, Write as _};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The name of the executable that Lambda starts.
pub(crate) const BOOTSTRAP: &str = "bootstrap";

/// A file of the archive.
pub(crate) struct Entry {
    /// The path in the archive, with `/`.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) is_executable: bool,
}

/// A written archive.
#[derive(Debug)]
pub(crate) struct Archive {
    pub(crate) path: PathBuf,
    pub(crate) zipped: u64,
    pub(crate) unzipped: u64,
    /// The SHA-256 in Base64, as Lambda's `CodeSha256` gives it.
    pub(crate) code_sha256: String,
}

/// Returns the files that `--include` adds: a file under its own name, a directory under its name with all below it.
pub(crate) fn included(paths: &[PathBuf]) -> Result<Vec<Entry>, CliError> {
    let mut entries = Vec::new();
    for path in paths {
        let unnamed = || {
            CliError::new(format!(
                "`--include {}` names neither a file nor a directory",
                path.display()
            ))
            .help("give the path of a file or directory, such as `--include templates`")
        };
        let real = path.canonicalize().map_err(|error| {
            CliError::new(format!("could not read `{}`: {error}", path.display()))
                .help("`--include` takes the path of a file or directory, relative to the current directory")
        })?;
        let name = real.file_name().ok_or_else(unnamed)?;
        let name = text(Path::new(name))?;
        include(&real, name, &mut entries)?;
    }
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    for pair in entries.windows(2) {
        if pair[0].name == pair[1].name {
            return Err(
                CliError::new(format!("`--include` adds `{}` twice", pair[0].name))
                    .help("rename one of the two files"),
            );
        }
    }
    if let Some(entry) = entries.iter().find(|entry| entry.name == BOOTSTRAP) {
        return Err(CliError::new(format!(
            "`--include` adds a file `{}`, which is the name of the function's binary",
            entry.name
        ))
        .help("rename the file"));
    }
    Ok(entries)
}

fn include(path: &Path, name: String, entries: &mut Vec<Entry>) -> Result<(), CliError> {
    let failed =
        |error: io::Error| CliError::new(format!("could not read `{}`: {error}", path.display()));
    let metadata = fs::metadata(path).map_err(failed)?;
    if metadata.is_dir() {
        for entry in fs::read_dir(path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let below = text(Path::new(&entry.file_name()))?;
            include(&entry.path(), format!("{name}/{below}"), entries)?;
        }
        return Ok(());
    }
    entries.push(Entry {
        name,
        bytes: fs::read(path).map_err(failed)?,
        is_executable: is_executable(&metadata),
    });
    Ok(())
}

#[cfg(unix)]
fn is_executable(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &fs::Metadata) -> bool {
    false
}

fn text(name: &Path) -> Result<String, CliError> {
    name.to_str().map(str::to_owned).ok_or_else(|| {
        CliError::new(format!("the file name `{}` is not UTF-8", name.display()))
            .help("rename the file")
    })
}

/// Writes an archive, and replaces an older one only when the new one is complete.
///
/// Equal entries give equal bytes: the order is that of the entries, and every file has the date 1 January 1980, the earliest of the
/// format.
pub(crate) fn write(path: &Path, entries: &[&Entry]) -> Result<Archive, CliError> {
    let failed = |error: &dyn std::fmt::Display| {
        CliError::new(format!("could not write `{}`: {error}", path.display()))
            .help("free space or name a directory with `--output-dir`; nothing was changed")
    };
    let bytes = zipped(entries).map_err(|error| failed(&error))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
    file.write_all(&bytes).map_err(|error| failed(&error))?;
    // A temporary file is private to its owner; an archive has the mode of an ordinary file.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let readable_by_all = fs::Permissions::from_mode(0o644);
        let set = file.as_file().set_permissions(readable_by_all);
        set.map_err(|error| failed(&error))?;
    }
    file.persist(path).map_err(|error| failed(&error))?;
    let length = |entry: &&Entry| entry.bytes.len() as u64;
    Ok(Archive {
        path: path.to_owned(),
        zipped: bytes.len() as u64,
        unzipped: entries.iter().map(length).sum(),
        code_sha256: BASE64_STANDARD.encode(Sha256::digest(&bytes)),
    })
}

fn zipped(entries: &[&Entry]) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in entries {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(9))
            .last_modified_time(DateTime::default())
            .unix_permissions(if entry.is_executable { 0o755 } else { 0o644 });
        archive.start_file(&entry.name, options)?;
        archive.write_all(&entry.bytes)?;
    }
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bootstrap() -> Entry {
        Entry {
            name: BOOTSTRAP.to_owned(),
            bytes: b"binary".repeat(1000),
            is_executable: true,
        }
    }

    #[test]
    fn equal_entries_give_equal_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["one.zip", "two.zip"].map(|name| folder.path().join(name));
        let archives = paths.map(|path| write(&path, &[&bootstrap()]).unwrap());
        assert_eq!(archives[0].code_sha256, archives[1].code_sha256);
        let [one, two] = archives.map(|archive| fs::read(archive.path).unwrap());
        assert_eq!(one, two);
    }

    #[test]
    fn failed_write_leaves_the_older_archive() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "older").unwrap();
        // A file where a directory is needed.
        let error = write(&file.join("bootstrap.zip"), &[&bootstrap()]).unwrap_err();
        assert!(error.to_string().contains("could not write"), "{error}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "older");
    }

    #[test]
    fn directory_is_included_below_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let templates = folder.path().join("templates");
        fs::create_dir_all(templates.join("mail")).unwrap();
        fs::write(templates.join("mail/welcome.txt"), "Hello").unwrap();
        fs::write(templates.join("a.txt"), "A").unwrap();
        let entries = included(&[templates]).unwrap();
        let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(names, ["templates/a.txt", "templates/mail/welcome.txt"]);
    }

    #[test]
    fn included_file_cannot_replace_the_binary() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(BOOTSTRAP);
        fs::write(&file, "").unwrap();
        let error = included(&[file]).map(|_| ()).unwrap_err();
        assert!(
            error.to_string().contains("the function's binary"),
            "{error}"
        );
        let missing = included(&[folder.path().join("missing")])
            .map(|_| ())
            .unwrap_err();
        assert!(missing.to_string().contains("could not read"), "{missing}");
    }
}
