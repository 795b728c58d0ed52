//! Layers: reads them from the manifests, and draws the pictures of `--graph`.

use super::members::Member;
use crate::error::CliError;
use crate::workspace::Workspace;
use gatewright_discipline::{CrateOptions, CrateSource, Manifest, ModuleGraph};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Gives each crate the layers of its package.
pub(crate) fn read(
    workspace: &Workspace,
    members: &[Member],
    sources: &mut [CrateSource],
) -> Result<(), CliError> {
    for (member, source) in members.iter().zip(sources) {
        let manifest = &workspace.packages[member.package].manifest;
        let manifest = Manifest::read(manifest)?;
        source.layers = Some(manifest.settings.layers);
    }
    Ok(())
}

/// The pictures that were drawn.
#[derive(Default)]
pub(crate) struct Pictures {
    drawn: HashSet<PathBuf>,
}

impl Pictures {
    /// Draws each crate that is not drawn yet into `folder`: `<package>.svg` and `.mmd`. If modules with a layer have modules below
    /// them, `<package>.modules.svg` and `.mmd` show all of them. A target with another name than the package appends it.
    pub(crate) fn draw(
        &mut self,
        folder: &Path,
        workspace: &Workspace,
        members: &[Member],
        sources: &[CrateSource],
        progress: impl Fn(&str),
    ) -> Result<(), CliError> {
        std::fs::create_dir_all(folder).map_err(|error| {
            CliError::new(format!(
                "could not create the directory `{}`: {error}",
                folder.display()
            ))
            .help("`--graph` takes a directory that can be created or written to")
        })?;
        for (member, source) in members.iter().zip(sources) {
            if !self.drawn.insert(source.root.clone()) {
                continue;
            }
            let options = CrateOptions {
                env: source.env.clone(),
                layers: source.layers.clone(),
                ..CrateOptions::default()
            };
            // Unreadable source is a finding already.
            let Ok(graph) = ModuleGraph::of_crate(&source.root, &source.cfg, &options) else {
                continue;
            };
            let package = &workspace.packages[member.package];
            let name = if member.target.name == package.name {
                package.name.clone()
            } else {
                format!("{}-{}", package.name, member.target.name)
            };
            progress(&format!(
                "Drawing the layers of {name} into {}",
                folder.display()
            ));
            let folded = graph.folded();
            write(folder, &name, &folded)?;
            if folded.modules.len() < graph.modules.len() {
                write(folder, &format!("{name}.modules"), &graph)?;
            }
        }
        Ok(())
    }
}

fn write(folder: &Path, name: &str, graph: &ModuleGraph) -> Result<(), CliError> {
    for (extension, text) in [("svg", graph.svg()), ("mmd", graph.mermaid())] {
        let path = folder.join(format!("{name}.{extension}"));
        std::fs::write(&path, text).map_err(|error| {
            CliError::new(format!("could not write `{}`: {error}", path.display()))
        })?;
    }
    Ok(())
}
