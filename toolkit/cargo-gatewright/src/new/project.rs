//! The files of a new project.
//!
//! They are whole files in `templates`, one folder for each template. `{{name}}`, `{{gatewright}}` and `{{version}}` are replaced.
//! Files whose names cargo or git would take for their own end with `.in`.

use super::args::Template;

/// The release profile of a function. `init` adds it too.
pub(crate) const PROFILE: &str = include_str!("templates/common/profile.toml");

/// A file of a project: its path with `/`, and its content.
pub(super) type File = (&'static str, String);

/// What differs between two projects of one template.
pub(super) struct Facts<'f> {
    pub(super) name: &'f str,
    /// The value of the dependency in TOML.
    pub(super) gatewright: &'f str,
    /// Whether the package is the root of its workspace. Cargo ignores the profiles of others.
    pub(super) is_root: bool,
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
pub(super) fn files(template: Template, facts: &Facts) -> Vec<File> {
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
            if *path == "Cargo.toml" && facts.is_root {
                content.push_str(PROFILE);
            }
            (*path, content)
        })
        .collect();
    files.sort_unstable_by_key(|(path, _)| *path);
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum as _;

    /// GitHub's expressions have the same braces as our placeholders.
    #[test]
    fn no_placeholder_remains() {
        for template in Template::value_variants() {
            let facts = Facts {
                name: "orders",
                gatewright: "\"0.1\"",
                is_root: true,
                has_workflow: true,
            };
            for (path, content) in files(*template, &facts) {
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
            // `.gitignore` is common to all.
            assert_eq!(template.files().len(), found + 1, "{template:?}");
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
