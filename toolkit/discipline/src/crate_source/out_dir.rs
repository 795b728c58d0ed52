//! The output directories of other packages' build scripts, which cargo does not name to a macro.

use std::env;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Finds a file in the newest output directory of a package's build script. `target` is the target directory, if it is known.
///
/// Cargo keeps it in `target/<profile>/build/<package>-<hash>/out`, and newer versions in `target/<profile>/build/<package>/<hash>/out`.
pub(super) fn find(package: &str, target: Option<&Path>, file: &str) -> Option<PathBuf> {
    let folders = build_folders(target);
    let mut found: Vec<(SystemTime, PathBuf)> = folders
        .iter()
        .flat_map(|folder| candidates(folder, package))
        .map(|out| out.join(file))
        .filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path)))
        .collect();
    found.sort();
    found.pop().map(|(_, path)| path)
}

fn candidates(build: &Path, package: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = entries(&build.join(package));
    found.extend(entries(build).into_iter().filter(|path| {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let hash = name
            .as_deref()
            .and_then(|name| name.strip_prefix(package)?.strip_prefix('-'));
        hash.is_some_and(|hash| hash.chars().all(|c| c.is_ascii_hexdigit()))
    }));
    found.into_iter().map(|path| path.join("out")).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.flatten().map(|entry| entry.path()).collect()
}

/// The folders `build` that may hold the output: beside that of this process, below the target directory, and where rustc finds the
/// dependencies.
fn build_folders(target: Option<&Path>) -> Vec<PathBuf> {
    // `target/debug`, and `target/x86_64-unknown-linux-gnu/debug`
    let profiles = target.into_iter().flat_map(entries);
    let mut folders: Vec<PathBuf> = profiles
        .flat_map(|profile| {
            let below = entries(&profile);
            std::iter::once(profile).chain(below)
        })
        .map(|profile| profile.join("build"))
        .filter(|build| build.is_dir())
        .collect();
    let own = env::var_os("OUT_DIR").map(PathBuf::from);
    folders.extend(
        own.iter()
            .flat_map(|out| out.ancestors().skip(1))
            .filter(|folder| folder.ends_with("build"))
            .map(Path::to_owned),
    );
    let mut arguments = env::args();
    while let Some(argument) = arguments.next() {
        // `-L dependency=target/debug/deps`
        if argument == "-L"
            && let Some(deps) = arguments.next()
        {
            let deps = deps.strip_prefix("dependency=").unwrap_or(&deps).to_owned();
            folders.extend(
                Path::new(&deps)
                    .parent()
                    .map(|profile| profile.join("build")),
            );
        }
    }
    folders.sort();
    folders.dedup();
    folders
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn output_is_found_in_both_layouts() {
        let folder = tempfile::tempdir().expect("a folder");
        for out in [
            "shop-core-0a1b2c/out",
            "shop-core-extra-0a1b2c/out",
            "other/0a1b/out",
        ] {
            fs::create_dir_all(folder.path().join(out)).expect("a folder");
        }
        let shown = |package: &str| {
            let mut found = candidates(folder.path(), package);
            found.retain(|path| path.is_dir());
            found
        };
        assert_eq!(
            shown("shop-core"),
            [folder.path().join("shop-core-0a1b2c/out")]
        );
        assert_eq!(shown("other"), [folder.path().join("other/0a1b/out")]);
        assert!(shown("missing").is_empty());
    }
}
