//! The dependency on `gatewright`, as a value in TOML.

use crate::edit::ManifestFile;
use crate::error::CliError;
use std::path::{Component, Path, PathBuf};

/// The published version that goes with this command: `0.1` for 0.1.x.
pub(crate) fn published() -> String {
    let version = concat!(
        env!("CARGO_PKG_VERSION_MAJOR"),
        ".",
        env!("CARGO_PKG_VERSION_MINOR")
    );
    format!("\"{version}\"")
}

/// The crate in a checkout of the repository, as a path relative to the project.
pub(crate) fn of_checkout(checkout: &Path, project: &Path) -> Result<String, CliError> {
    let candidates = [checkout.to_owned(), checkout.join("runtime")];
    let found = candidates.iter().find(|folder| is_the_crate(folder));
    let found = found.and_then(|folder| folder.canonicalize().ok()).ok_or_else(|| {
        CliError::new(format!("`{}` does not have the crate `gatewright`", checkout.display()))
            .help("`--gatewright-path` takes a checkout of Gatewright's repository, or its directory `runtime`")
    })?;
    let path = relative(&canonical(project), &found);
    Ok(format!(
        "{{ path = {} }}",
        toml_edit::Value::from(path.to_string_lossy().replace('\\', "/"))
    ))
}

fn is_the_crate(folder: &Path) -> bool {
    let manifest = folder.join("Cargo.toml");
    let file = Some(manifest)
        .filter(|path| path.is_file())
        .and_then(|path| ManifestFile::read(&path).ok());
    file.is_some_and(|file| {
        let document = file.document();
        document
            .get("package")
            .and_then(|one| one.get("name"))
            .and_then(|one| one.as_str())
            == Some("gatewright")
    })
}

/// The path without links, of which the last parts need not exist.
fn canonical(path: &Path) -> PathBuf {
    for above in path.ancestors() {
        if let Ok(known) = above.canonicalize() {
            return match path.strip_prefix(above) {
                Ok(rest) if rest.as_os_str().is_empty() => known,
                Ok(rest) => known.join(rest),
                Err(_) => known,
            };
        }
    }
    path.to_owned()
}

/// The way from a directory to another one. Without a common root it is the absolute path.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let (from, target): (Vec<Component>, Vec<Component>) =
        (from.components().collect(), to.components().collect());
    let common = from
        .iter()
        .zip(&target)
        .take_while(|(one, other)| one == other)
        .count();
    let is_rooted = matches!(
        from.get(common.saturating_sub(1)),
        Some(Component::Normal(_) | Component::RootDir)
    );
    if common == 0 || !is_rooted {
        return to.to_owned();
    }
    let up = std::iter::repeat_n(Component::ParentDir, from.len() - common);
    up.chain(target[common..].iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_leads_from_the_project_to_the_crate() {
        let way = |from: &str, to: &str| {
            relative(Path::new(from), Path::new(to))
                .display()
                .to_string()
        };
        assert_eq!(
            way("/work/hello", "/work/gatewright/runtime"),
            "../gatewright/runtime"
        );
        assert_eq!(way("/work/a/b", "/work/a/gatewright"), "../gatewright");
        assert_eq!(way("/a", "/b"), "../b");
    }

    #[test]
    fn directory_without_the_crate_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = of_checkout(folder.path(), Path::new("/x"))
            .expect_err("empty")
            .to_string();
        assert!(
            error.contains("does not have the crate `gatewright`"),
            "{error}"
        );
    }
}
