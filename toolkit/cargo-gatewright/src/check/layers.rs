//! Layers: what the manifests say of them, and the pictures that `--graph` draws.

use super::args::Args;
use super::plan::Member;
use super::workspace::Workspace;
use crate::cli::Wrong;
use gatewright_discipline::{CrateOptions, CrateSource, Manifest, ModuleGraph};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Gives each crate the layers of its package.
pub(super) fn read(
    workspace: &Workspace,
    members: &[Member],
    sources: &mut [CrateSource],
) -> Result<(), Wrong> {
    for (member, source) in members.iter().zip(sources) {
        let manifest = &workspace.packages[member.package].manifest;
        let manifest = Manifest::read(manifest).map_err(|error| error.to_string())?;
        source.layers = Some(manifest.settings.layers);
    }
    Ok(())
}

/// The pictures that were asked for.
#[derive(Default)]
pub(super) struct Pictures {
    drawn: HashSet<PathBuf>,
}

impl Pictures {
    /// Draws each crate that was not drawn yet: `DIR/<package>.svg` and `.mmd`, and, where modules are below those that have a
    /// layer, `<package>.modules.svg` and `.mmd` with all of them. A binary beside others has its own name behind the package's.
    pub(super) fn draw(
        &mut self,
        args: &Args,
        workspace: &Workspace,
        members: &[Member],
        sources: &[CrateSource],
    ) -> Result<(), Wrong> {
        let Some(folder) = &args.graph else {
            return Ok(());
        };
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
        for (member, source) in members.iter().zip(sources) {
            if !self.drawn.insert(source.root.clone()) {
                continue;
            }
            let options = CrateOptions {
                env: source.env.clone(),
                layers: source.layers.clone(),
                ..CrateOptions::default()
            };
            // What cannot be read was found by the judge.
            let Ok(graph) = ModuleGraph::of_crate(&source.root, &source.cfg, &options) else {
                continue;
            };
            let package = &workspace.packages[member.package];
            let name = if member.target.name == package.name {
                package.name.clone()
            } else {
                format!("{}-{}", package.name, member.target.name)
            };
            args.progress(&format!(
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

fn write(folder: &Path, name: &str, graph: &ModuleGraph) -> Result<(), Wrong> {
    for (extension, text) in [("svg", graph.svg()), ("mmd", graph.mermaid())] {
        let path = folder.join(format!("{name}.{extension}"));
        std::fs::write(&path, text)
            .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    }
    Ok(())
}
