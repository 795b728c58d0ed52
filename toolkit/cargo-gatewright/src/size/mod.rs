//! `cargo gatewright size`: the bytes of a function's linked binary, by crate, by module, and since the committed figures.
//!
//! The binary is built as `cargo build --release` builds it, but with its symbols, in a separate target directory. A symbol belongs
//! to the crate that wrote its code: an instance of another crate's generic function counts for the crate that wrote the function.
//! Bytes without a symbol, mostly text and tables, are one figure.

mod args;
mod baseline;
mod branches;
mod features;
mod names;
mod print;
mod sources;
mod symbols;
mod tree;
mod treemap;

pub(crate) use args::Args;
pub(crate) use print::grouped;

use crate::error::CliError;
use crate::new_file;
use crate::report::{CrateSize, Removable, RemovableKind, Sizes};
use crate::workspace::{self, Build, Function, Options, Package, Resolution, Workspace};
use baseline::Figures;
use sources::{LazyModule, Sources};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use symbols::{Own, Symbols};
use tree::Tree;

/// A binary and the figures that are committed for it.
struct Compared {
    sizes: Sizes,
    figures: Figures,
    saved: Option<Figures>,
}

impl Compared {
    /// The saved figures, if the same platform and compiler made them.
    fn comparable(&self) -> Option<&Figures> {
        self.saved
            .as_ref()
            .filter(|saved| saved.target == self.figures.target)
    }
}

/// Measures the selected functions. The exit code is 1 if one of them has grown by more than `--max-growth`.
pub(crate) fn run(args: &Args) -> Result<ExitCode, CliError> {
    if let Some(path) = args.svg.as_ref().filter(|path| path.exists()) {
        return Err(
            CliError::new(format!("the file `{}` exists already", path.display()))
                .help("name another file, or remove it"),
        );
    }
    let workspace = workspace::load(&args.options, Resolution::Full)?;
    let (functions, _) = workspace::functions(&args.options, &workspace)?;
    let measured = measure(&args.options, &workspace, &functions)?;
    if measured.is_empty() {
        return Err(
            CliError::new("the function has a library but no binary to measure")
                .help("add `src/main.rs`, or select another package with `--package NAME`"),
        );
    }
    let target = match &args.options.target {
        Some(target) => target.clone(),
        None => workspace::rustc::host()?,
    };
    let compiler = workspace::rustc::version()?;
    let folder = |sizes: &Sizes| {
        let package = workspace
            .packages
            .iter()
            .find(|one| one.name == sizes.package);
        package.map_or_else(PathBuf::new, |package| package.folder().to_owned())
    };
    let mut all = Vec::new();
    for sizes in measured {
        let saved = baseline::read(&folder(&sizes), &sizes.binary)?;
        if saved.is_none() && args.max_growth.is_some() {
            return Err(CliError::new(format!(
                "there is no figure of `{}` to compare with",
                sizes.binary
            ))
            .help("run `cargo gatewright size --save`, and commit `gatewright-size.json`"));
        }
        all.push(Compared {
            figures: Figures::of(&sizes, &target, &compiler),
            sizes,
            saved,
        });
    }
    if let Some(path) = &args.svg {
        let [one] = all.as_slice() else {
            return Err(CliError::new(format!(
                "`--svg` draws one binary, and {} are selected",
                all.len()
            ))
            .help("select one with `--package NAME`"));
        };
        new_file::create(path, &treemap::draw(&one.sizes)).map_err(|error| {
            CliError::new(format!("could not write `{}`: {error}", path.display()))
                .help("name a file in a directory that exists and has space")
        })?;
    }
    if args.save {
        let mut by_package: HashMap<PathBuf, Vec<(&str, Figures)>> = HashMap::new();
        for one in &all {
            let figures = (one.sizes.binary.as_str(), one.figures.clone());
            by_package
                .entry(folder(&one.sizes))
                .or_default()
                .push(figures);
        }
        for (folder, figures) in by_package {
            baseline::write(&folder, &figures)?;
            let path = baseline::path(&folder);
            args.options
                .progress(&format!("Wrote {}", workspace.shown(&path)));
        }
    }
    print::print(&all, args)?;
    let has_grown = all.iter().any(|one| {
        let limit = args.max_growth.zip(one.comparable());
        limit.is_some_and(|(most, saved)| most.is_exceeded(saved.loaded, one.sizes.loaded))
    });
    Ok(if has_grown {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Links the functions' binaries and reads their symbols.
pub(crate) fn measure(
    options: &Options,
    workspace: &Workspace,
    functions: &[Function],
) -> Result<Vec<Sizes>, CliError> {
    let mut all = Vec::new();
    for function in functions {
        let package = &workspace.packages[function.package];
        for binary in &package.binaries {
            let is_function = function.roots.iter().any(|root| root.root == binary.root);
            if !is_function {
                continue;
            }
            options.progress(&format!(
                "Linking {} to measure it; the first run compiles its dependencies",
                binary.name
            ));
            let path = build(options, workspace, package, &binary.name)?;
            let sources = sources::of(workspace, function);
            let symbols = read(&path, &sources)?;
            let branches = branches::of(workspace, function.package, &symbols.crates);
            all.push(Sizes {
                package: package.name.clone(),
                binary: binary.name.clone(),
                loaded: symbols.loaded,
                nameless: symbols.loaded.saturating_sub(symbols.named()),
                branches,
                crates: symbols.largest(),
                modules: symbols.modules(),
                removable: removable(workspace, function.package, &symbols, &sources),
            });
        }
    }
    Ok(all)
}

/// Returns the number of packages that a package's code depends on, directly or indirectly.
pub(crate) fn dependencies(workspace: &Workspace, package: &Package) -> Result<usize, CliError> {
    match &workspace.resolved {
        Some(metadata) => Ok(workspace::tree(workspace, metadata, package)?
            .len()
            .saturating_sub(1)),
        None => Ok(package.dependencies.len()),
    }
}

fn read(binary: &Path, sources: &Sources) -> Result<Symbols, CliError> {
    let path = binary.display();
    let bytes = std::fs::read(binary)
        .map_err(|error| CliError::new(format!("could not read `{path}`: {error}")))?;
    let own = Own {
        crates: sources.crates.iter().map(String::as_str).collect(),
        modules: sources.modules.iter().map(String::as_str).collect(),
    };
    symbols::of(&bytes, &own).map_err(|error| {
        CliError::new(format!("could not read the symbols of `{path}`: {error}"))
            .help("build for a platform whose binaries are ELF, Mach-O or PE")
    })
}

fn build(
    options: &Options,
    workspace: &Workspace,
    package: &Package,
    binary: &str,
) -> Result<PathBuf, CliError> {
    let folder = workspace
        .target
        .as_ref()
        .ok_or_else(|| CliError::new("cargo names no target directory"))?;
    let folder = folder.join("gatewright-sizes");
    let mut build = Build::new("build", workspace, options, &folder);
    build
        .args(&[
            "--release",
            "--message-format=json-render-diagnostics",
            "--config",
            "profile.release.strip=false",
        ])
        // These names have generic arguments. Those of the older scheme do not.
        .rustc_flag("-Csymbol-mangling-version=v0")
        .package(package)
        .args(&["--bin", binary]);
    build.executable(binary)?.ok_or_else(|| {
        CliError::new(format!(
            "could not link `{binary}`: see cargo's message above"
        ))
        .help("make `cargo build --release` pass")
    })
}

/// The features and lazy modules that the binary could do without, the largest first.
fn removable(
    workspace: &Workspace,
    package: usize,
    symbols: &Symbols,
    sources: &Sources,
) -> Vec<Removable> {
    let mut all = features::of(workspace, package, &symbols.crates);
    let lazy = sources.lazy.iter();
    all.extend(lazy.map(|module| lazy_module(workspace, package, module, symbols)));
    all.sort_by(|one, other| other.bytes.cmp(&one.bytes).then(one.name.cmp(&other.name)));
    all
}

/// A lazy module takes its own code with it, the generic code for it, and the dependencies that no other code names.
fn lazy_module(
    workspace: &Workspace,
    package: usize,
    module: &LazyModule,
    symbols: &Symbols,
) -> Removable {
    let below = format!("{}::", module.path);
    let own: u64 = symbols
        .modules()
        .iter()
        .filter(|one| one.module == module.path || one.module.starts_with(&below))
        .map(|one| one.own + one.generic)
        .sum();
    let crates = workspace
        .resolved
        .as_ref()
        .and_then(|metadata| {
            let root = workspace.packages[package].id.as_ref()?;
            let user = workspace.packages[module.package].id.as_ref()?;
            let nodes = &metadata.resolve.as_ref()?.nodes;
            let node = nodes.iter().find(|node| node.id == *user)?;
            let edges = workspace::normal_dependencies(node)
                .filter(|(name, _)| module.only.contains(*name))
                .map(|(_, id)| (user, id))
                .collect();
            Some(Tree::of(metadata).only_through(root, &edges, &symbols.crates))
        })
        .unwrap_or_default();
    Removable {
        kind: RemovableKind::LazyModule,
        name: module.path.clone(),
        place: format!("{}:{}", workspace.shown(&module.file), module.line),
        bytes: own
            + crates
                .iter()
                .map(|size: &CrateSize| size.bytes)
                .sum::<u64>(),
        crates,
    }
}
