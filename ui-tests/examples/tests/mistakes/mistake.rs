//! Mistakes as files beside an example.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// A replacement in one file of an example, after which the example does not compile.
pub struct Mistake {
    /// The name of the example's folder.
    pub example: String,
    /// The name of the file, without its extension.
    pub name: String,
    pub text: Text,
}

/// The contents of `MISTAKE.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// The heading in the README.
    pub title: String,
    /// Why it is a mistake, for the README.
    pub why: String,
    /// The file that is changed, from the example's folder.
    pub file: PathBuf,
    /// The right lines, as they occur once in the file.
    pub find: String,
    /// The wrong lines.
    pub replace: String,
}

impl Mistake {
    /// All mistakes of an example, in the order of their names.
    pub fn all_of(example: &str) -> Vec<Self> {
        let folder = folder_of(example).join("mistakes");
        let mut files = list(&folder);
        files.retain(|file| {
            file.extension()
                .is_some_and(|extension| extension == "toml")
        });
        files.iter().map(|file| Self::read(example, file)).collect()
    }

    fn read(example: &str, file: &Path) -> Self {
        let text = fs::read_to_string(file).expect("the file was listed");
        let text =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let name = file
            .file_stem()
            .expect("it ends in `.toml`")
            .to_string_lossy();
        Self {
            example: example.to_owned(),
            name: name.into_owned(),
            text,
        }
    }

    /// The file with the expected message.
    pub fn stderr(&self) -> PathBuf {
        let folder = folder_of(&self.example).join("mistakes");
        folder.join(&self.name).with_extension("stderr")
    }

    /// The text of the changed file.
    pub fn apply(&self, source: &str) -> String {
        let Text {
            find,
            replace,
            file,
            ..
        } = &self.text;
        match source.matches(find.as_str()).count() {
            1 => source.replacen(find.as_str(), replace, 1),
            found => panic!(
                "`find` of examples/{}/mistakes/{}.toml must occur once in `{}`, and occurs {found} times:\n{find}",
                self.example,
                self.name,
                file.display(),
            ),
        }
    }
}

/// The mistakes of all examples.
pub fn all_mistakes() -> Vec<Mistake> {
    examples()
        .iter()
        .flat_map(|example| Mistake::all_of(example))
        .collect()
}

/// The names of the examples' folders, sorted.
pub fn examples() -> Vec<String> {
    let mut folders = list(&examples_folder());
    folders.retain(|folder| folder.join("Cargo.toml").exists());
    let name = |folder: &PathBuf| {
        folder
            .file_name()
            .expect("a listed folder")
            .to_string_lossy()
            .into_owned()
    };
    folders.iter().map(name).collect()
}

pub fn folder_of(example: &str) -> PathBuf {
    examples_folder().join(example)
}

fn examples_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

/// The entries of a folder, sorted.
fn list(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
}
