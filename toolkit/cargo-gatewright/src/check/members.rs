//! The crates that are checked with a function.

use crate::workspace::{Function, Package, Workspace, is_platform};
use gatewright_discipline::{CrateSource, Target, crate_mentions};
use std::collections::HashMap;
use std::path::PathBuf;

/// A crate that is checked.
pub(crate) struct Member {
    pub(crate) package: usize,
    pub(crate) target: Target,
}

/// Returns the crates of a function: its roots, and the path dependencies that its source reaches.
///
/// `out_dirs` holds the output directories of build scripts, by the package's index.
pub(crate) fn of(
    workspace: &Workspace,
    function: &Function,
    out_dirs: &HashMap<usize, PathBuf>,
) -> (Vec<Member>, Vec<CrateSource>) {
    let root = |target: &Target| Member {
        package: function.package,
        target: target.clone(),
    };
    let mut members: Vec<Member> = function.roots.iter().map(root).collect();
    let mut sources: Vec<CrateSource> = Vec::new();
    while sources.len() < members.len() {
        let member = &members[sources.len()];
        let package = &workspace.packages[member.package];
        let mut source = CrateSource {
            root: member.target.root.clone(),
            cfg: package.cfg.clone(),
            env: environment(workspace, package, out_dirs.get(&member.package)),
            renamed: renamed(package),
            ..CrateSource::default()
        };
        // A binary can also name the library of its own package.
        let is_binary = Some(&member.target) != package.library.as_ref();
        let own = package
            .library
            .iter()
            .filter(|_| is_binary)
            .map(|library| (library.name.replace('-', "_"), member.package));
        let others = package
            .dependencies
            .iter()
            .filter_map(|dependency| Some((dependency.name.clone(), dependency.at?)));
        let named: Vec<(String, usize)> = own.chain(others).collect();
        for (name, at) in named {
            let other = &workspace.packages[at];
            let Some(library) = other.library.as_ref().filter(|library| !library.is_macro) else {
                continue;
            };
            if is_platform(&other.name) || !crate_mentions(&source, std::slice::from_ref(&name)) {
                continue;
            }
            let known = members
                .iter()
                .position(|member| member.target.root == library.root);
            let index = known.unwrap_or_else(|| {
                members.push(Member {
                    package: at,
                    target: library.clone(),
                });
                members.len() - 1
            });
            source.dependencies.push((name, index));
        }
        sources.push(source);
    }
    (members, sources)
}

/// The renamed dependencies of a package that are not path dependencies.
fn renamed(package: &Package) -> Vec<(String, String)> {
    let others = package.dependencies.iter().filter(|one| one.at.is_none());
    others
        .map(|one| (one.name.clone(), one.package.replace('-', "_")))
        .filter(|(name, krate)| name != krate)
        .collect()
}

/// The variables that `env!` reads in the path of an `include!`.
fn environment(
    workspace: &Workspace,
    package: &Package,
    out_dir: Option<&PathBuf>,
) -> Vec<(String, String)> {
    let text = |path: &std::path::Path| path.display().to_string();
    let mut env = vec![("CARGO_MANIFEST_DIR".to_owned(), text(package.folder()))];
    // Without it, the output of an earlier build is looked for.
    let out_dir = out_dir.map_or_else(String::new, |out_dir| text(out_dir));
    env.push(("OUT_DIR".to_owned(), out_dir));
    env.push(("CARGO_PKG_NAME".to_owned(), package.name.clone()));
    if let Some(target) = &workspace.target {
        env.push(("CARGO_TARGET_DIR".to_owned(), text(target)));
    }
    env
}
