//! Crates that compile C, which needs a C compiler for the target.

use crate::workspace::normal_dependencies;
use cargo_metadata::{DependencyKind, Metadata, PackageId, TargetKind};
use std::collections::{BTreeSet, HashMap};
use std::env;
use std::path::PathBuf;

/// Build dependencies that compile C or C++.
const COMPILERS: [&str; 3] = ["cc", "cmake", "autotools"];

/// Returns the names of the crates below a package whose build scripts compile C.
///
/// Procedural macros and build dependencies run on this machine, so their C code does not count.
pub(crate) fn crates(metadata: &Metadata, root: &PackageId) -> BTreeSet<String> {
    let packages: HashMap<&PackageId, &cargo_metadata::Package> = metadata
        .packages
        .iter()
        .map(|package| (&package.id, package))
        .collect();
    let nodes: HashMap<&PackageId, &cargo_metadata::Node> = metadata
        .resolve
        .iter()
        .flat_map(|resolve| &resolve.nodes)
        .map(|node| (&node.id, node))
        .collect();
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut next = vec![root];
    while let Some(id) = next.pop() {
        let (Some(node), Some(package)) = (nodes.get(id), packages.get(id)) else {
            continue;
        };
        let is_macro = package
            .targets
            .iter()
            .any(|target| target.is_kind(TargetKind::ProcMacro));
        if is_macro || !seen.insert(id) {
            continue;
        }
        let compiles = node.deps.iter().any(|dependency| {
            let mut kinds = dependency.dep_kinds.iter();
            let is_build = kinds.any(|kind| kind.kind == DependencyKind::Build);
            let name = packages.get(&dependency.pkg).map(|one| one.name.as_str());
            is_build && name.is_some_and(|name| COMPILERS.contains(&name))
        });
        if compiles {
            found.insert(package.name.to_string());
        }
        next.extend(normal_dependencies(node).map(|(_, id)| id));
    }
    found
}

/// Whether a C compiler for the target can be found where the crate `cc` looks for it.
pub(crate) fn has_compiler(target: &str) -> bool {
    let underscored = target.replace('-', "_");
    let named = [format!("CC_{target}"), format!("CC_{underscored}")];
    if named.iter().any(|name| env::var_os(name).is_some()) || env::var_os("TARGET_CC").is_some() {
        return true;
    }
    let architecture = target.split('-').next().unwrap_or_default();
    let gcc = format!("{architecture}-linux-musl-gcc");
    on_path(&gcc) || (architecture == env::consts::ARCH && on_path("musl-gcc"))
}

/// Whether a program is on the `PATH`.
pub(crate) fn on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let file: PathBuf = format!("{program}{}", env::consts::EXE_SUFFIX).into();
    env::split_paths(&path).any(|folder| folder.join(&file).is_file())
}
