//! Files that a command writes: new ones, whole or not at all.

use std::io::{self, Write as _};
use std::path::Path;
use tempfile::NamedTempFile;

/// Writes a file that must not exist. Another process never sees a part of it.
pub(crate) fn create(path: &Path, text: &str) -> io::Result<()> {
    let file = written(path, text)?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(())
}

/// Writes a file in the place of another one, if there is one. Another process sees the old file or the new one.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let file = written(path, text)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Writes a temporary file in the same folder.
fn written(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    // A temporary file is private to its owner; a document has the mode of an ordinary file.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let readable_by_all = std::fs::Permissions::from_mode(0o644);
        file.as_file().set_permissions(readable_by_all)?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::create;
    use std::fs;
    use std::io::ErrorKind;

    #[test]
    fn existing_file_keeps_its_text_and_nothing_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("template.yaml");
        create(&path, "first").expect("a new file");
        let again = create(&path, "second").expect_err("it exists");
        assert_eq!(again.kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).expect("the file"), "first");
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1);
    }
}
