//! Which crates are Lambda functions, and what each of them reaches.

use super::Args;
use super::workspace::{Package, Workspace};
use crate::cli::Wrong;
use gatewright_discipline::{CrateSource, Target, crate_mentions};
use std::collections::HashMap;
use std::path::PathBuf;

/// A package that uses one of these is a function.
const RUNTIMES: [&str; 3] = ["gatewright", "lambda_runtime", "lambda_http"];

/// What a function runs on. Where it is a path dependency it is not the function's own code, and not judged.
const PLATFORM: [&str; 9] = [
    "gatewright",
    "gatewright-macros",
    "gatewright-discipline",
    "gatewright-local",
    "lambda_runtime",
    "lambda_runtime_api_client",
    "lambda_http",
    "lambda-extension",
    "tokio",
];

/// Whether a function runs on the package of this name.
pub(super) fn is_platform(package: &str) -> bool {
    PLATFORM.contains(&package)
}

/// A package with a function in it.
pub(super) struct Function {
    pub(super) package: usize,
    /// The targets that are the function's.
    pub(super) roots: Vec<Target>,
}

/// What is not judged, and why.
pub(super) struct Skipped {
    pub(super) package: usize,
    /// Whether a target is meant, and not the whole package.
    pub(super) is_target: bool,
    pub(super) what: String,
    pub(super) why: String,
}

/// The functions among the selected packages.
pub(super) fn functions(
    args: &Args,
    workspace: &Workspace,
) -> Result<(Vec<Function>, Vec<Skipped>), Wrong> {
    let mut functions = Vec::new();
    let mut skipped = Vec::new();
    for at in &workspace.selected {
        let package = &workspace.packages[*at];
        let named = !args.package.is_empty();
        let roots = roots(package, *at, named, &mut skipped);
        if !roots.is_empty() {
            functions.push(Function {
                package: *at,
                roots,
            });
        }
    }
    if functions.is_empty() {
        let looked: Vec<String> = skipped
            .iter()
            .map(|one| format!("\n  = note: {}: {}", one.what, one.why))
            .collect();
        return Err(format!(
            "there is no Lambda function here{}\n  = help: a function uses `gatewright`, `lambda_runtime` or `lambda_http`; \
             `--package NAME` judges a package that does not, `--workspace` looks into every member",
            looked.concat()
        ));
    }
    Ok((functions, skipped))
}

/// The targets of a package that are a function's; all of them when the package was named.
fn roots(package: &Package, at: usize, named: bool, skipped: &mut Vec<Skipped>) -> Vec<Target> {
    let library = package.library.iter().filter(|library| !library.is_macro);
    let all: Vec<Target> = package
        .binaries
        .iter()
        .chain(library.clone())
        .cloned()
        .collect();
    let mut skip = |target: Option<&str>, why: &str| {
        skipped.push(Skipped {
            package: at,
            is_target: target.is_some(),
            what: match target {
                Some(target) => format!("{}, binary {target}", package.name),
                None => package.name.clone(),
            },
            why: why.to_owned(),
        });
    };
    if all.is_empty() {
        skip(None, "it has neither a library nor a binary");
        return all;
    }
    let words: Vec<String> = package
        .dependencies
        .iter()
        .filter(|dependency| RUNTIMES.contains(&dependency.package.as_str()))
        .map(|dependency| dependency.name.clone())
        .collect();
    let uses = |target: &Target| crate_mentions(&source(package, target), &words);
    let binaries: Vec<Target> = package
        .binaries
        .iter()
        .filter(|one| uses(one))
        .cloned()
        .collect();
    let library_uses = library.clone().any(uses);
    if !binaries.is_empty() {
        for other in package
            .binaries
            .iter()
            .filter(|one| !binaries.contains(one))
        {
            let why = "another binary of the package is the function";
            skip(Some(&other.name), why);
        }
        return binaries;
    }
    if library_uses || named {
        return all;
    }
    let why = if words.is_empty() {
        "it depends on none of gatewright, lambda_runtime, lambda_http"
    } else {
        "no target of it uses the Lambda runtime that it depends on"
    };
    skip(None, why);
    Vec::new()
}

fn source(package: &Package, target: &Target) -> CrateSource {
    CrateSource {
        root: target.root.clone(),
        cfg: package.cfg.clone(),
        ..CrateSource::default()
    }
}

/// A crate that is judged.
pub(super) struct Member {
    pub(super) package: usize,
    pub(super) target: Target,
}

/// The crates of a function: its roots, and the path dependencies that source reaches from them.
///
/// `out_dirs` says where the build scripts of packages wrote, by the package's index.
pub(super) fn crates(
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
        let mut source = source(package, &member.target);
        source.env = environment(package, out_dirs.get(&member.package));
        // A binary can name its own package's library, and both what the package depends on.
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

/// What `env!` gives in the path of an `include!`.
fn environment(package: &Package, out_dir: Option<&PathBuf>) -> Vec<(String, String)> {
    let text = |path: &std::path::Path| path.display().to_string();
    let mut env = vec![("CARGO_MANIFEST_DIR".to_owned(), text(package.folder()))];
    if let Some(out_dir) = out_dir {
        env.push(("OUT_DIR".to_owned(), text(out_dir)));
    }
    env
}
