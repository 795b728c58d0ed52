//! The place of a new project: it is written beside its directory, and renamed when it is whole.

use super::project::File;
use crate::error::CliError;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Refuses a directory that has something in it already.
pub(super) fn check(folder: &Path, shown: &Path) -> Result<(), CliError> {
    let refuse = |found: &str| {
        CliError::new(format!("`{}` {found}", shown.display()))
            .help("name a directory that does not exist, or an empty one. In a project of `lambda_runtime`: `cargo gatewright init`")
            .note("nothing was written")
    };
    match fs::read_dir(folder).map(|mut entries| entries.next().is_some()) {
        Ok(true) => Err(refuse("is not empty")),
        Ok(false) if std::env::current_dir().is_ok_and(|here| is_same(&here, folder)) => {
            Err(refuse("is the current directory, which cannot be replaced"))
        }
        Ok(false) if folder.is_symlink() => Err(refuse("is a symbolic link")),
        Err(_) if folder.symlink_metadata().is_ok() => Err(refuse("exists and is not a directory")),
        Ok(false) | Err(_) => Ok(()),
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// Whether a directory would be part of a repository.
pub(super) fn is_in_repository(folder: &Path) -> bool {
    let mut around = folder.ancestors().skip(1);
    around.any(|folder| {
        [".git", ".hg", ".jj", ".pijul"]
            .iter()
            .any(|name| folder.join(name).exists())
    })
}

/// A project in a temporary directory, which is removed with everything in it unless it is [put](Staged::put) in its place.
pub(super) struct Staged {
    /// The nearest directory that exists. The temporary one is in it, so that a rename stays on one file system.
    base: PathBuf,
    directory: TempDir,
    target: PathBuf,
}

impl Staged {
    pub(super) fn write(target: &Path, files: &[File]) -> Result<Self, CliError> {
        let base = target.ancestors().skip(1).find(|folder| folder.is_dir());
        let base = base.unwrap_or(target).to_owned();
        let failed = |path: &Path, error: &io::Error| {
            CliError::new(format!("could not write `{}`: {error}", path.display()))
                .note("nothing was created")
        };
        let directory = tempfile::Builder::new()
            .prefix(".gatewright-new-")
            .tempdir_in(&base)
            .map_err(|error| failed(&base, &error))?;
        let staged = Self {
            base,
            directory,
            target: target.to_owned(),
        };
        // A directory in the temporary one, which only its owner may read.
        for (path, content) in files {
            let written = staged.project().join(path);
            let folder = written.parent().unwrap_or(&written);
            fs::create_dir_all(folder)
                .and_then(|()| fs::write(&written, content))
                .map_err(|error| failed(&target.join(path), &error))?;
        }
        Ok(staged)
    }

    fn project(&self) -> PathBuf {
        self.directory.path().join("project")
    }

    /// Creates a repository. The error is for the user, who has a project without one.
    pub(super) fn git_init(&self) -> Result<(), String> {
        let mut git = Command::new("git");
        git.args(["init", "--quiet"])
            .arg(self.project())
            // Hooks of git set them, and they name another repository.
            .env_remove("GIT_DIR")
            .env_remove("GIT_WORK_TREE")
            .stdin(Stdio::null());
        match git.output() {
            Ok(output) if output.status.success() => Ok(()),
            Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
            Err(error) => Err(format!("could not start `git`: {error}")),
        }
    }

    /// Moves the project to its place. The returned value removes it again, for a later step that fails.
    pub(super) fn put(self) -> Result<Undo, CliError> {
        let above = self.target.ancestors().skip(1);
        let created: Vec<PathBuf> = above
            .take_while(|folder| *folder != self.base)
            .map(Path::to_owned)
            .collect();
        let undo = Undo {
            target: self.target.clone(),
            created,
        };
        let parent = self.target.parent().unwrap_or(&self.base);
        let put = fs::create_dir_all(parent).and_then(|()| {
            // Only Unix replaces an empty directory.
            let _ = fs::remove_dir(&self.target);
            fs::rename(self.project(), &self.target)
        });
        match put {
            Ok(()) => Ok(undo),
            Err(error) => {
                undo.remove_parents();
                Err(CliError::new(format!(
                    "could not create `{}`: {error}",
                    self.target.display()
                ))
                .note("nothing was created"))
            }
        }
    }
}

/// Takes a created project away.
pub(super) struct Undo {
    target: PathBuf,
    /// The parents that did not exist, from the inside out.
    created: Vec<PathBuf>,
}

impl Undo {
    pub(super) fn undo(self) {
        let _ = fs::remove_dir_all(&self.target);
        self.remove_parents();
    }

    fn remove_parents(&self) {
        for folder in &self.created {
            // Only an empty directory is removed.
            let _ = fs::remove_dir(folder);
        }
    }
}
