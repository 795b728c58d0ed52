//! `cargo gatewright package`: builds functions for Lambda and writes their ZIP files.

mod archive;
mod args;
mod binary;
mod c_code;
mod platform;
mod print;
mod profile;

pub(crate) use args::Args;

use crate::error::CliError;
use crate::workspace::{self, Build, Function, Options, Package, Resolution, Workspace};
use archive::{Archive, BOOTSTRAP, Entry};
use binary::{AL2023_GLIBC, Binary};
use gatewright_tables::limits;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The largest ZIP file of a direct upload.
const MOST_ZIPPED: u64 = limits::PACKAGE_ZIPPED_BYTES as u64;

/// The most bytes of all files of a function with its layers.
const MOST_UNZIPPED: u64 = limits::PACKAGE_UNZIPPED_BYTES as u64;

/// A packaged function.
struct Packaged {
    package: String,
    binary: String,
    target: String,
    facts: Binary,
    bootstrap: u64,
    archive: Archive,
    findings: Vec<Finding>,
}

/// A reason why Lambda cannot run a package, or runs it worse than it could.
#[derive(Clone, Debug, Serialize)]
struct Finding {
    level: Level,
    headline: String,
    help: String,
    note: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Error,
    Warning,
}

/// Packages the selected functions and prints what was written. The exit code is 1 if a finding is an error.
pub(crate) fn run(args: &Args) -> Result<ExitCode, CliError> {
    let target = platform::target(args)?;
    let options = Options {
        target: target.clone(),
        ..args.options.clone()
    };
    let workspace = workspace::load(&options, Resolution::Full)?;
    let (functions, _) = workspace::functions(&options, &workspace)?;
    let binaries = binaries(&workspace, &functions)?;
    let included = archive::included(&args.include)?;
    let target_dir = workspace
        .target
        .as_ref()
        .ok_or_else(|| CliError::new("cargo names no target directory"))?;
    let output = match &args.output_dir {
        Some(given) => given.clone(),
        None => target_dir.join("lambda"),
    };
    let profile = profile::findings(&workspace.root)?;
    let mut packaged = Vec::new();
    for (package, name) in binaries {
        let package = &workspace.packages[package];
        let built = build(&options, &workspace, package, &name, target_dir)?;
        let bytes = std::fs::read(&built).map_err(|error| {
            CliError::new(format!("could not read `{}`: {error}", built.display()))
        })?;
        let facts = Binary::read(&bytes).map_err(|found| {
            CliError::new(format!(
                "expected a Linux executable for arm64 or x86_64, found {found}: `{}`",
                built.display()
            ))
            .help("name the function's architecture: `--arm64` or `--x86-64`")
        })?;
        let bootstrap = Entry {
            name: BOOTSTRAP.to_owned(),
            bytes,
            is_executable: true,
        };
        let entries: Vec<&Entry> = std::iter::once(&bootstrap).chain(&included).collect();
        let archive = archive::write(&output.join(&name).join("bootstrap.zip"), &entries)?;
        let mut findings = findings(&facts, &archive);
        findings.extend(profile.iter().cloned());
        packaged.push(Packaged {
            package: package.name.clone(),
            binary: name,
            target: match &target {
                Some(target) => target.clone(),
                None => workspace::rustc::host()?,
            },
            facts,
            bootstrap: bootstrap.bytes.len() as u64,
            archive,
            findings,
        });
    }
    print::print(&packaged, &workspace, args.json)?;
    let mut findings = packaged.iter().flat_map(|one| &one.findings);
    Ok(if findings.any(|one| one.level == Level::Error) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// The functions' binaries, by package. Two of one name would write one file.
fn binaries(
    workspace: &Workspace,
    functions: &[Function],
) -> Result<Vec<(usize, String)>, CliError> {
    let mut binaries = Vec::new();
    let mut by_name: BTreeMap<String, &str> = BTreeMap::new();
    for function in functions {
        let package = &workspace.packages[function.package];
        for binary in &package.binaries {
            if !function.roots.iter().any(|root| root.root == binary.root) {
                continue;
            }
            if let Some(other) = by_name.insert(binary.name.clone(), &package.name) {
                return Err(CliError::new(format!(
                    "the packages `{other}` and `{}` both have a function `{}`",
                    package.name, binary.name
                ))
                .help(format!(
                    "rename one binary, or package one at a time: `--package {other}`"
                )));
            }
            binaries.push((function.package, binary.name.clone()));
        }
    }
    if binaries.is_empty() {
        return Err(
            CliError::new("the function has a library but no binary to package")
                .help("add `src/main.rs`, or select another package with `--package NAME`"),
        );
    }
    Ok(binaries)
}

fn build(
    options: &Options,
    workspace: &Workspace,
    package: &Package,
    binary: &str,
    target_dir: &Path,
) -> Result<PathBuf, CliError> {
    let musl = options
        .target
        .as_deref()
        .filter(|target| target.ends_with("-linux-musl"));
    let c_code = match (musl, &workspace.resolved, &package.id) {
        (Some(target), Some(metadata), Some(id)) if !c_code::has_compiler(target) => {
            c_code::crates(metadata, id)
        }
        _ => std::collections::BTreeSet::new(),
    };
    let list = || {
        let names: Vec<String> = c_code.iter().map(|name| format!("`{name}`")).collect();
        names.join(", ")
    };
    let with_zig = !c_code.is_empty() && c_code::on_path("cargo-zigbuild");
    let platform = options
        .target
        .as_ref()
        .map_or_else(String::new, |target| format!(" for {target}"));
    let with = if with_zig {
        format!(
            " with cargo-zigbuild, because {} may compile C code",
            list()
        )
    } else {
        String::new()
    };
    options.progress(&format!("Building {binary}{platform}{with}"));
    let subcommand = if with_zig { "zigbuild" } else { "build" };
    let mut build = Build::new(subcommand, workspace, options, target_dir);
    build
        .args(&["--release", "--message-format=json-render-diagnostics"])
        .package(package)
        .args(&["--bin", binary]);
    if let Some((variable, linker)) = musl
        .filter(|_| !with_zig)
        .and_then(|target| platform::linker(target, &workspace.root))
    {
        build.env(&variable, &PathBuf::from(linker));
    }
    build.executable(binary)?.ok_or_else(|| {
        let error = CliError::new(format!(
            "could not build `{binary}`{platform}: see cargo's message above"
        ));
        if c_code.is_empty() {
            return error.help("make `cargo build --release` pass");
        }
        let target = musl.unwrap_or_default();
        error
            .help(format!(
                "install a C compiler for the target: `cargo install --locked cargo-zigbuild` and `pip install ziglang`, \
                 or set `CC_{}`",
                target.replace('-', "_")
            ))
            .note(format!("no C compiler for `{target}` was found, and {} may compile C code", list()))
    })
}

fn findings(binary: &Binary, archive: &Archive) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(needed) = binary.glibc.filter(|needed| *needed > AL2023_GLIBC) {
        findings.push(Finding {
            level: Level::Error,
            headline: format!(
                "the binary needs glibc {needed}, and `provided.al2023` has {AL2023_GLIBC}"
            ),
            help: "build with `--static`, which needs no glibc".to_owned(),
            note: "a binary runs with the glibc of the machine that links it, or a newer one"
                .to_owned(),
        });
    }
    if archive.unzipped > MOST_UNZIPPED {
        findings.push(Finding {
            level: Level::Error,
            headline: format!(
                "the files have {}, and Lambda takes at most {}",
                print::bytes(archive.unzipped),
                print::bytes(MOST_UNZIPPED)
            ),
            help: "leave out files of `--include`, or deploy a container image".to_owned(),
            note: "the limit counts the files of all layers too".to_owned(),
        });
    }
    if archive.zipped > MOST_ZIPPED {
        findings.push(Finding {
            level: Level::Warning,
            headline: format!(
                "the ZIP file has {}, and a direct upload takes at most {}",
                print::bytes(archive.zipped),
                print::bytes(MOST_ZIPPED)
            ),
            help:
                "upload it to S3 first: `aws lambda update-function-code --s3-bucket … --s3-key …`"
                    .to_owned(),
            note: "`cargo gatewright check --sizes` lists the bytes of each dependency".to_owned(),
        });
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use binary::{Architecture, Glibc};

    fn found(glibc: Option<Glibc>, zipped: u64, unzipped: u64) -> Vec<Level> {
        let facts = Binary {
            architecture: Architecture::Arm64,
            is_static: glibc.is_none(),
            glibc,
        };
        let archive = Archive {
            path: PathBuf::new(),
            zipped,
            unzipped,
            code_sha256: String::new(),
        };
        let levels = findings(&facts, &archive).into_iter();
        levels.map(|one| one.level).collect()
    }

    #[test]
    fn limits_of_lambda_are_inclusive() {
        // 50 MB zipped and 250 MB unzipped: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
        assert_eq!(found(None, 52_428_800, 262_144_000), []);
        assert_eq!(found(None, 52_428_801, 262_144_000), [Level::Warning]);
        assert_eq!(found(None, 1, 262_144_001), [Level::Error]);
    }

    #[test]
    fn newer_glibc_than_the_runtime_is_an_error() {
        assert_eq!(found(Some(Glibc(2, 34)), 1, 1), []);
        assert_eq!(found(Some(Glibc(2, 35)), 1, 1), [Level::Error]);
    }
}
