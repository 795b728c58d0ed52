//! The files of a new project.
//!
//! They are whole files in `templates`, one folder for each template. `{{name}}`, `{{gatewright}}` and `{{version}}` are replaced.
//! Files whose names cargo or git would take for their own end with `.in`.

use super::args::Template;
use crate::error::CliError;
use crate::template::of_annotations;
use crate::workspace::Described;
use gatewright_manifest::Manifest;
use std::path::Path;

/// The release profile of a function. `init` adds it too.
pub(crate) const PROFILE: &str = include_str!("templates/common/profile.toml");

/// A file of a project: its path with `/`, and its content.
pub(super) type File = (&'static str, String);

/// What differs between two projects of one template.
pub(super) struct Facts<'f> {
    pub(super) name: &'f str,
    /// The value of the dependency in TOML.
    pub(super) gatewright: &'f str,
    pub(super) folder: &'f Path,
    /// The root of the workspace, which may be the folder.
    pub(super) root: &'f Path,
    /// Whether the project is the root of its repository. GitHub reads the workflows of no other folder.
    pub(super) has_workflow: bool,
}

/// The embedded files of a template, as `(path in the project, content)`.
macro_rules! files {
    ($template:literal: $($path:literal),*) => {
        &[
            ("Cargo.toml", include_str!(concat!("templates/", $template, "/Cargo.toml.in"))),
            ("README.md", include_str!(concat!("templates/", $template, "/README.md.in"))),
            (".gitignore", include_str!("templates/common/gitignore.in")),
            $(($path, include_str!(concat!("templates/", $template, "/", $path))),)*
        ]
    };
}

const HTTP: &[(&str, &str)] = files!("http": "src/main.rs", "src/tests.rs", "events/get-greeting.json",
    "events/get-greeting-unknown-language.json", "events/create-greeting.json");
const SQS: &[(&str, &str)] = files!("sqs": "src/main.rs", "src/tests.rs", "events/orders.json", "events/orders-one-fails.json");
const OPERATIONS: &[(&str, &str)] = files!("operations": "src/main.rs", "src/tests.rs", "events/total.json", "events/discount.json");
const EMPTY: &[(&str, &str)] = files!("empty": "src/main.rs", "events/event.json");

/// What each function says about itself: the output of `cargo run -- manifest`.
const MANIFESTS: [&str; 4] = [
    include_str!("templates/http/manifest.json"),
    include_str!("templates/sqs/manifest.json"),
    include_str!("templates/operations/manifest.json"),
    include_str!("templates/empty/manifest.json"),
];

const WORKFLOW: (&str, &str) = (
    ".github/workflows/checks.yml",
    include_str!("templates/common/checks.yml"),
);

impl Template {
    fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Http => HTTP,
            Self::Sqs => SQS,
            Self::Operations => OPERATIONS,
            Self::Empty => EMPTY,
        }
    }

    /// The manifest of the project's function, without building it.
    fn manifest(self, name: &str) -> Result<Manifest, CliError> {
        let json = MANIFESTS[self as usize]
            .replace("{{name}}", name)
            .replace("{{crate}}", &name.replace('-', "_"));
        Manifest::from_json(&json).map_err(|error| {
            CliError::new(format!("could not read the template's manifest: {error}"))
        })
    }

    /// The event that the printed commands send first.
    pub(super) fn first_event(self) -> &'static str {
        let events = self.files().iter().map(|(path, _)| *path);
        events
            .into_iter()
            .find(|path| path.starts_with("events/"))
            .unwrap_or_default()
    }
}

/// Returns the files of a project, in the order of their paths.
pub(super) fn files(template: Template, facts: &Facts) -> Result<Vec<File>, CliError> {
    let workflow = Some(&WORKFLOW).filter(|_| facts.has_workflow);
    let mut files: Vec<File> = template
        .files()
        .iter()
        .chain(workflow)
        .map(|(path, content)| {
            let mut content = content
                .replace("{{name}}", facts.name)
                .replace("{{gatewright}}", facts.gatewright)
                .replace("{{version}}", env!("CARGO_PKG_VERSION"));
            if *path == "Cargo.toml" && facts.root == facts.folder {
                // Cargo ignores the profiles of other packages than the root.
                content.push_str(PROFILE);
            }
            (*path, content)
        })
        .collect();
    let described = Described {
        package: facts.name.to_owned(),
        folder: facts.folder.to_owned(),
        binary: facts.name.to_owned(),
        manifest: template.manifest(facts.name)?,
    };
    files.push(("template.yaml", of_annotations(described, facts.root)?));
    files.sort_unstable_by_key(|(path, _)| *path);
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum as _;

    /// GitHub's expressions have the same braces as our placeholders.
    #[test]
    fn no_placeholder_remains() {
        for template in Template::value_variants() {
            let folder = Path::new("/orders");
            let facts = Facts {
                name: "orders",
                gatewright: "\"0.1\"",
                folder,
                root: folder,
                has_workflow: true,
            };
            for (path, content) in files(*template, &facts).expect("a manifest") {
                assert!(!content.replace("${{ ", "").contains("{{"), "{path}");
                assert!(content.ends_with('\n') && !content.contains('\r'), "{path}");
            }
        }
    }

    #[test]
    fn every_file_of_the_templates_is_embedded() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/new/templates");
        let mut embedded = 0;
        for template in Template::value_variants() {
            let mut folders = vec![folder.join(template.name())];
            let mut found = 0;
            while let Some(next) = folders.pop() {
                for entry in std::fs::read_dir(next).expect("a folder") {
                    let path = entry.expect("an entry").path();
                    if path.is_dir() {
                        folders.push(path);
                    } else {
                        found += 1;
                    }
                }
            }
            // `.gitignore` is common to all, and the manifest is not among the files.
            assert_eq!(template.files().len(), found, "{template:?}");
            embedded += found;
        }
        assert!(embedded > 15, "{embedded}");
    }

    #[test]
    fn events_are_json() {
        for template in Template::value_variants() {
            let events = template
                .files()
                .iter()
                .filter(|(path, _)| path.starts_with("events/"));
            for (path, event) in events {
                let event: serde_json::Value = serde_json::from_str(event).expect(path);
                assert!(event.is_object(), "{path}");
            }
            assert!(!template.first_event().is_empty());
        }
    }
}
