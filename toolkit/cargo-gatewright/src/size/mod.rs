//! The bytes that each direct dependency adds to a function's linked binary.
//!
//! The binary is built as `cargo build --release` builds it, but with its symbols, in a separate target directory. A symbol belongs
//! to the crate that its name begins with: an instance of another crate's generic function counts for the crate that wrote the
//! function. Bytes without a symbol, mostly text and tables, are one figure.

mod branches;
mod symbols;

use crate::error::CliError;
use crate::report::Sizes;
use crate::workspace::{Build, Function, Options, Package, Workspace};
use std::path::{Path, PathBuf};

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
            let symbols = read(&path)?;
            let branches = branches::of(workspace, function.package, &symbols.crates);
            all.push(Sizes {
                package: package.name.clone(),
                binary: binary.name.clone(),
                loaded: symbols.loaded,
                nameless: symbols.loaded.saturating_sub(symbols.named()),
                branches,
                crates: symbols.largest(),
            });
        }
    }
    Ok(all)
}

fn read(binary: &Path) -> Result<symbols::Symbols, CliError> {
    let path = binary.display();
    let bytes = std::fs::read(binary)
        .map_err(|error| CliError::new(format!("could not read `{path}`: {error}")))?;
    symbols::of(&bytes).map_err(|error| {
        CliError::new(format!("could not read the symbols of `{path}`: {error}")).help(
            "leave out `--sizes`, or build for a platform whose binaries are ELF, Mach-O or PE",
        )
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
        .package(package)
        .args(&["--bin", binary]);
    build.executable(binary)?.ok_or_else(|| {
        CliError::new(format!(
            "could not link `{binary}`: see cargo's message above"
        ))
        .help("make `cargo build --release` pass, or leave out `--sizes`")
    })
}
