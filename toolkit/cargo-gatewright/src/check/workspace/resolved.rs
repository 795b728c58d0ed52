//! Everything as cargo resolves it.

use super::{Args, Dependency, Package, Workspace, cargo, rustc, select};
use crate::cli::Wrong;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Node, PackageId, TargetKind};
use gatewright_discipline::{CfgSet, Target};
use std::path::Path;

pub(super) fn load(
    args: &Args,
    manifest: &Path,
    cfg: &[(String, Option<String>)],
) -> Result<Workspace, Wrong> {
    let mut options = args.build_options();
    let platform = match &args.target {
        Some(target) => target.clone(),
        None => rustc::host()?,
    };
    options.push(format!("--filter-platform={platform}"));
    let metadata = ask(manifest, options, false).map_err(|said| {
        format!(
            "{said}\n  = help: correct the manifest; where dependencies cannot be had, `--offline-engine` judges the sources \
             alone"
        )
    })?;
    let nodes = metadata
        .resolve
        .as_ref()
        .map_or(&[][..], |resolve| &resolve.nodes);
    let local: Vec<&cargo_metadata::Package> = metadata
        .packages
        .iter()
        .filter(|package| package.source.is_none())
        .collect();
    let index = |id: &PackageId| local.iter().position(|package| package.id == *id);
    let packages: Vec<Package> = local
        .iter()
        .map(|package| {
            let node = nodes.iter().find(|node| node.id == package.id);
            let features = node.map_or(&[][..], |node| &node.features);
            let mut known = CfgSet::of_features(features.iter().map(ToString::to_string));
            for (name, value) in cfg {
                known.insert(name, value.as_deref());
            }
            let dependencies = node
                .into_iter()
                .flat_map(normal_dependencies)
                .map(|(name, id)| Dependency {
                    name: name.to_owned(),
                    package: name_of(&metadata, id),
                    at: index(id),
                });
            Package {
                dependencies: dependencies.collect(),
                ..described(package, known)
            }
        })
        .collect();
    let indices = |ids: &[PackageId]| ids.iter().filter_map(index).collect::<Vec<usize>>();
    let members = indices(&metadata.workspace_members);
    let defaults = indices(&metadata.workspace_default_members);
    let selected = select(args, manifest, &packages, &members, &defaults)?;
    Ok(Workspace {
        root: metadata.workspace_root.clone().into(),
        target: Some(metadata.target_directory.clone().into()),
        manifest: manifest.to_owned(),
        packages,
        selected,
        resolved: Some(metadata),
    })
}

/// Asks `cargo metadata`; the error is what it said.
pub(super) fn ask(manifest: &Path, options: Vec<String>, no_deps: bool) -> Result<Metadata, Wrong> {
    let mut command = MetadataCommand::new();
    command
        .cargo_path(cargo())
        .manifest_path(manifest)
        .other_options(options);
    if no_deps {
        command.no_deps();
    }
    command.exec().map_err(|error| {
        let said = match error {
            cargo_metadata::Error::CargoMetadata { stderr } => stderr,
            other => other.to_string(),
        };
        let said = said.trim().trim_start_matches("error: ");
        format!("cargo cannot read the package: {said}")
    })
}

/// What the code of a package can name, and not its tests or its build script alone.
pub(in crate::check) fn normal_dependencies(
    node: &Node,
) -> impl Iterator<Item = (&str, &PackageId)> {
    let normal = node.deps.iter().filter(|dependency| {
        let mut kinds = dependency.dep_kinds.iter();
        kinds.any(|kind| kind.kind == DependencyKind::Normal)
    });
    normal.map(|dependency| (dependency.name.as_str(), &dependency.pkg))
}

fn name_of(metadata: &Metadata, id: &PackageId) -> String {
    let found = metadata.packages.iter().find(|package| package.id == *id);
    found.map_or_else(String::new, |package| package.name.to_string())
}

/// A package without its dependencies.
pub(super) fn described(package: &cargo_metadata::Package, cfg: CfgSet) -> Package {
    let target = |target: &cargo_metadata::Target| Target {
        name: target.name.clone(),
        root: target.src_path.clone().into(),
        is_macro: target.is_kind(TargetKind::ProcMacro),
    };
    let binaries = package
        .targets
        .iter()
        .filter(|one| one.is_kind(TargetKind::Bin));
    let libraries = [
        TargetKind::Lib,
        TargetKind::RLib,
        TargetKind::DyLib,
        TargetKind::CDyLib,
        TargetKind::StaticLib,
        TargetKind::ProcMacro,
    ];
    let library = package
        .targets
        .iter()
        .find(|one| libraries.iter().any(|kind| one.is_kind(kind.clone())));
    Package {
        id: Some(package.id.clone()),
        name: package.name.to_string(),
        version: package.version.to_string(),
        manifest: package.manifest_path.clone().into(),
        library: library.map(target),
        binaries: binaries.map(target).collect(),
        dependencies: Vec::new(),
        cfg,
    }
}
