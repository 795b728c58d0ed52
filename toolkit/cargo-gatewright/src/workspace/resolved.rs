//! Packages and their whole tree of dependencies, as cargo resolves them.

use super::cargo::{self, normal_dependencies};
use super::model::{Dependency, Package, Workspace};
use super::options::Options;
use super::rustc;
use super::select::select;
use crate::error::CliError;
use cargo_metadata::{Metadata, PackageId};
use gatewright_discipline::CfgSet;
use std::path::Path;

pub(crate) fn load(
    options: &Options,
    manifest: &Path,
    cfg: &[(String, Option<String>)],
) -> Result<Workspace, CliError> {
    let build_options = options.build_options();
    let platform = match &options.target {
        Some(target) => target.clone(),
        None => rustc::host()?,
    };
    let filter = format!("--filter-platform={platform}");
    let metadata_options = build_options.iter().cloned().chain([filter]).collect();
    let metadata = cargo::metadata(manifest, metadata_options, false).map_err(|error| {
        error.help("correct the manifest. If a dependency cannot be downloaded, `cargo gatewright check --offline-engine` checks the sources alone")
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
                ..Package::from_metadata(package, known)
            }
        })
        .collect();
    let indices = |ids: &[PackageId]| ids.iter().filter_map(index).collect::<Vec<usize>>();
    let members = indices(&metadata.workspace_members);
    let defaults = indices(&metadata.workspace_default_members);
    let selected = select(options, manifest, &packages, &members, &defaults)?;
    Ok(Workspace {
        root: metadata.workspace_root.clone().into(),
        target: Some(metadata.target_directory.clone().into()),
        manifest: manifest.to_owned(),
        packages,
        selected,
        resolved: Some(metadata),
        build_options: [build_options, vec![format!("--target={platform}")]].concat(),
    })
}

fn name_of(metadata: &Metadata, id: &PackageId) -> String {
    let found = metadata.packages.iter().find(|package| package.id == *id);
    found.map_or_else(String::new, |package| package.name.to_string())
}
