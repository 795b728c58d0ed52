//! Where a template goes: standard output, or a file that does not exist yet.

use crate::error::CliError;
use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

/// Writes a file that must not exist. Its content is complete or it is not there.
pub(crate) fn create(path: &Path, text: &str) -> Result<(), CliError> {
    refuse_existing(path)?;
    let failed = |error: &dyn std::fmt::Display| {
        CliError::new(format!("could not write `{}`: {error}", path.display())).help(
            "free space, or name a file in a directory that you may write to; nothing was changed",
        )
    };
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
    file.write_all(text.as_bytes())
        .map_err(|error| failed(&error))?;
    file.as_file().sync_all().map_err(|error| failed(&error))?;
    // A temporary file is private to its owner; a template has the mode of an ordinary file.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let readable_by_all = std::fs::Permissions::from_mode(0o644);
        let set = file.as_file().set_permissions(readable_by_all);
        set.map_err(|error| failed(&error))?;
    }
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(existing(path))
        }
        Err(error) => Err(failed(&error.error)),
    }
}

/// Refuses a file that exists, before anything is built.
pub(crate) fn refuse_existing(path: &Path) -> Result<(), CliError> {
    if path.symlink_metadata().is_ok() {
        return Err(existing(path));
    }
    Ok(())
}

fn existing(path: &Path) -> CliError {
    CliError::new(format!("the file `{}` exists, and it may have changes of yours", path.display()))
        .help(format!(
            "compare it with the code: `cargo gatewright template --check {0}`. To write it again, remove it or name another file",
            path.display()
        ))
}

/// Returns the folder of the ZIP files, as a template in `base` refers to it: with `/`, and without `./` before it.
pub(crate) fn relative(packages: &Path, base: &Path) -> String {
    let (packages, base) = (normal(packages), normal(base));
    let from: Vec<&OsStr> = packages.iter().collect();
    let to: Vec<&OsStr> = base.iter().collect();
    let common = from
        .iter()
        .zip(&to)
        .take_while(|(one, other)| one == other)
        .count();
    if common == 0 {
        return packages.display().to_string().replace('\\', "/");
    }
    let up = to[common..].iter().map(|_| "..".to_owned());
    let down = from[common..]
        .iter()
        .map(|one| one.to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// An absolute path without `..` and links, as far as it exists.
fn normal(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut missing: Vec<&OsStr> = Vec::new();
    let mut existing = path.as_path();
    while let (Some(parent), Some(name)) = (existing.parent(), existing.file_name()) {
        if let Ok(real) = existing.canonicalize() {
            return missing
                .iter()
                .rev()
                .fold(real, |path, name| path.join(name));
        }
        missing.push(name);
        existing = parent;
    }
    path.components()
        .filter(|one| *one != Component::CurDir)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folder_of_packages_is_relative_to_the_template() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir_all(root.join("examples/shop")).unwrap();
        let packages = root.join("target/lambda");
        assert_eq!(relative(&packages, root), "target/lambda");
        assert_eq!(
            relative(&packages, &root.join("examples/shop")),
            "../../target/lambda"
        );
        assert_eq!(
            relative(&packages, &root.join("examples/../examples/shop")),
            "../../target/lambda"
        );
    }

    #[test]
    fn existing_file_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("template.yaml");
        create(&path, "one").unwrap();
        let error = create(&path, "two").unwrap_err();
        assert!(error.to_string().contains("--check"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn failed_write_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let error = create(&file.join("template.yaml"), "one").unwrap_err();
        assert!(error.to_string().contains("could not write"), "{error}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
