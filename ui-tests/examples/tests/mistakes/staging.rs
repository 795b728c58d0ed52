//! Copies of the examples, in the folder in which trybuild compiles.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::REGENERATE;
use crate::mistake::{Mistake, folder_of};
use crate::overwrites;

/// The folder of all copies.
///
/// It is inside the package that trybuild generates. Cargo gives rustc relative paths for the files of the package that it
/// compiles, so a message names `examples/shop/MISTAKE/src/main.rs` on every machine and with every target folder.
pub struct Stage(PathBuf);

impl Stage {
    /// An empty folder.
    pub fn new() -> Self {
        let package = target_folder()
            .join("tests/trybuild")
            .join(env!("CARGO_PKG_NAME"));
        let folder = package.join("examples");
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the copies of the last run can be removed");
        }
        Self(folder)
    }

    /// Copies the example, makes the mistake, and returns the crate's root for trybuild, which finds the expected message
    /// beside it.
    pub fn copy_with(&self, mistake: &Mistake) -> PathBuf {
        let copy = self.folder(mistake);
        copy_sources(&folder_of(&mistake.example), &copy);
        self.copy_assets(&mistake.example);
        let file = copy.join(&mistake.text.file);
        let source =
            fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        fs::write(&file, mistake.apply(&source)).expect("the copy can be written");
        let expected = mistake.stderr();
        if expected.exists() {
            fs::copy(expected, self.message(mistake)).expect("the message can be copied");
        } else if !overwrites() {
            panic!("{} does not exist: run `{REGENERATE}`", expected.display());
        }
        copy.join("src/main.rs")
    }

    /// Copies the folder `page` of the example, if it has one, to where `assets(…)` looks for it: beside the manifest of the package that
    /// trybuild generates.
    fn copy_assets(&self, example: &str) {
        let page = folder_of(example).join("page");
        let package = self.0.parent().expect("the package of trybuild");
        if page.exists() {
            copy_sources(&page, &package.join("page"));
        }
    }

    /// Copies the message that trybuild wrote to the mistake's own folder.
    pub fn copy_message_back(&self, mistake: &Mistake) {
        fs::copy(self.message(mistake), mistake.stderr()).expect("trybuild wrote a message");
    }

    fn folder(&self, mistake: &Mistake) -> PathBuf {
        self.0.join(&mistake.example).join(&mistake.name)
    }

    fn message(&self, mistake: &Mistake) -> PathBuf {
        self.folder(mistake).join("src/main.stderr")
    }
}

/// Copies the files of an example that rustc reads: everything but its manifest and its mistakes.
fn copy_sources(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("an example's folder") {
        let entry = entry.expect("an entry").path();
        let name = entry.file_name().expect("an entry has a name");
        let copy = to.join(name);
        if entry.is_dir() {
            if name != "mistakes" {
                copy_sources(&entry, &copy);
            }
        } else if name != "Cargo.toml" {
            fs::copy(&entry, copy).expect("a file can be copied");
        }
    }
}

/// The target folder as trybuild sees it, which asks the same command.
fn target_folder() -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--no-deps", "--format-version=1"]);
    let output = cargo.output().expect("cargo can be started");
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("metadata is JSON");
    PathBuf::from(metadata["target_directory"].as_str().expect("a path"))
}
