//! The manifests of functions: each is built for this machine, and printed by the function itself.

use super::cargo::Build;
use super::functions::functions;
use super::model::Workspace;
use super::options::Options;
use super::{Resolution, load};
use crate::error::CliError;
use cargo_metadata::Message;
use gatewright_manifest::Manifest;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a function may take to print its manifest. It reads constants.
const LIMIT: Duration = Duration::from_secs(20);

/// A function of the workspace with its manifest.
pub(crate) struct Described {
    /// The name of its package.
    pub(crate) package: String,
    /// The folder of its package.
    pub(crate) folder: PathBuf,
    /// The name of its binary.
    pub(crate) binary: String,
    pub(crate) manifest: Manifest,
}

/// Builds the selected functions, and returns what they say about themselves, in the order of the selection.
///
/// The builds are those of `cargo build` in the user's target directory, so nothing is compiled twice.
pub(crate) fn describe(options: &Options) -> Result<(Workspace, Vec<Described>), CliError> {
    if options.target.is_some() {
        return Err(CliError::new(
            "`--target` has no effect here: the function is built for this machine, which runs it",
        )
        .help("leave it out. The architecture of the deployment is `#[lambda_handler(architectures = \"arm64\")]`"));
    }
    let workspace = load(options, Resolution::Full)?;
    let (found, _) = functions(options, &workspace)?;
    let mut binaries = Vec::new();
    let mut foreign = Vec::new();
    for function in &found {
        let package = &workspace.packages[function.package];
        let uses_gatewright = package
            .dependencies
            .iter()
            .any(|dependency| dependency.package == "gatewright");
        let own = package
            .binaries
            .iter()
            .filter(|binary| function.roots.iter().any(|root| root.root == binary.root));
        if uses_gatewright {
            binaries.extend(own.map(|binary| (function.package, binary.name.clone())));
        } else {
            foreign.push(package.name.as_str());
        }
    }
    if binaries.is_empty() {
        let error = CliError::new("no function here describes itself: none has a binary that uses `gatewright`")
            .help("annotate the function with `#[lambda_handler]`, or select another package with `--package NAME`");
        return Err(foreign.iter().fold(error, |error, name| {
            error.note(format!("{name} uses a Lambda runtime without Gatewright"))
        }));
    }
    let executables = build(options, &workspace, &binaries)?;
    let mut described = Vec::new();
    for (package, binary) in binaries {
        let package = &workspace.packages[package];
        let executable = executables
            .get(&(package.spec().to_owned(), binary.clone()))
            .ok_or_else(|| CliError::new(format!("cargo built no executable for `{binary}`")))?;
        described.push(Described {
            package: package.name.clone(),
            folder: package.folder().to_owned(),
            manifest: printed(executable, &binary)?,
            binary,
        });
    }
    no_duplicates(&described)?;
    Ok((workspace, described))
}

/// Builds all functions in one run of cargo. The keys are packages and binaries.
fn build(
    options: &Options,
    workspace: &Workspace,
    binaries: &[(usize, String)],
) -> Result<BTreeMap<(String, String), PathBuf>, CliError> {
    let target = workspace
        .target
        .as_deref()
        .ok_or_else(|| CliError::new("cargo names no target directory"))?;
    let names: Vec<&str> = binaries.iter().map(|(_, name)| name.as_str()).collect();
    options.progress(&format!("Building {}", names.join(", ")));
    let mut build = Build::new("build", workspace, options, target);
    build.args(&["--message-format=json-render-diagnostics"]);
    for (package, name) in binaries {
        build
            .package(&workspace.packages[*package])
            .args(&["--bin", name]);
    }
    let mut executables = BTreeMap::new();
    let status = build.run(|message, _| {
        if let Message::CompilerArtifact(artifact) = message
            && let Some(executable) = artifact.executable
        {
            executables.insert(
                (artifact.package_id.repr, artifact.target.name),
                executable.into(),
            );
        }
    })?;
    if status.success() {
        Ok(executables)
    } else {
        Err(
            CliError::new("could not build the functions: see cargo's message above")
                .help("make `cargo build` pass"),
        )
    }
}

/// Runs the function's command `manifest`.
fn printed(executable: &Path, binary: &str) -> Result<Manifest, CliError> {
    let mut child = Command::new(executable)
        .arg("manifest")
        // Under this variable the function would serve events instead.
        .env_remove("AWS_LAMBDA_RUNTIME_API")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| {
            CliError::new(format!(
                "could not start `{}`: {error}",
                executable.display()
            ))
        })?;
    // Both pipes are read while the function runs, so that neither fills up.
    let outputs = [
        child.stdout.take().map(|pipe| collect(Box::new(pipe))),
        child.stderr.take().map(|pipe| collect(Box::new(pipe))),
    ];
    let status = wait(&mut child, binary)?;
    let [stdout, stderr] = outputs
        .map(|output| output.map_or_else(String::new, |reader| reader.join().unwrap_or_default()));
    if !status {
        return Err(CliError::new(format!("`{binary} manifest` failed: {}", stderr.trim()))
            .help("the function needs the feature `local` of `gatewright`, which is on by default, in debug builds")
            .note("`fn main` must end with `gatewright::run(&…)`"));
    }
    Manifest::from_json(&stdout).map_err(|error| {
        CliError::new(format!("could not read the manifest of `{binary}`: {error}"))
            .help("use the same version of `gatewright` and `cargo-gatewright`, and let `fn main` print nothing before `gatewright::run`")
    })
}

fn collect(mut pipe: Box<dyn std::io::Read + Send>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before an error is what there is to show.
        let _ = pipe.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Waits for the end of the function, and returns whether it succeeded.
fn wait(child: &mut Child, binary: &str) -> Result<bool, CliError> {
    let start = Instant::now();
    loop {
        let ended = child
            .try_wait()
            .map_err(|error| CliError::new(format!("could not wait for `{binary}`: {error}")))?;
        if let Some(status) = ended {
            return Ok(status.success());
        }
        if start.elapsed() > LIMIT {
            // It may have ended meanwhile.
            let _ = child.kill();
            let _ = child.wait();
            return Err(CliError::new(format!(
                "`{binary} manifest` did not end within {} s",
                LIMIT.as_secs()
            ))
            .help("let `fn main` do nothing else before `gatewright::run`"));
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Two functions of one name cannot be deployed to one account and region.
fn no_duplicates(functions: &[Described]) -> Result<(), CliError> {
    let mut names: BTreeMap<&str, &Described> = BTreeMap::new();
    for function in functions {
        let name = function.manifest.function.name.as_str();
        if let Some(other) = names.insert(name, function) {
            return Err(CliError::new(format!(
                "the binaries `{}` of `{}` and `{}` of `{}` both describe a function `{name}`",
                other.binary, other.package, function.binary, function.package
            ))
            .help(format!(
                "name one of them: `#[lambda_handler(name = \"{name}-2\", …)]`"
            ))
            .note("a function without the option `name` has the name of its package"));
        }
    }
    Ok(())
}
