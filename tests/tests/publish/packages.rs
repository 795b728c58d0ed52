//! A function that is built from the packaged crates alone, as from a registry.

use std::collections::BTreeSet;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use gatewright_tests::cargo_build::cargo;
use gatewright_tests::command::{Finished, run};
use gatewright_tests::target_dir::{target_dir, workspace_root};
use serde_json::{Value, json};

use crate::workspace::published;

/// A first build compiles every dependency, on two cores, and may wait for another build that holds the lock.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// The function's `Cargo.toml`. The profile is that of the README, so that builds share compiled dependencies.
const MANIFEST: &str = r#"[package]
name = "packaged-function"
version = "0.1.0"
edition = "2024"

[dependencies]
gatewright = "0.1"
serde = { version = "1", features = ["derive"] }

[profile.release]
panic = "unwind"
lto = "fat"
codegen-units = 1
strip = true
"#;

/// One handler of each family of attributes.
const FUNCTION: &str = r#"use gatewright::prelude::*;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct Greeting {
    message: String,
}

#[derive(Debug, Problem)]
pub enum GreetingError {
    #[problem(status = 404)]
    Nobody,
}

impl std::fmt::Display for GreetingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("nobody has this name")
    }
}

#[lazy_module]
mod names {
    pub fn init() -> Vec<String> {
        vec!["Ada".to_owned()]
    }
}

#[lambda_handler(timeout = "5s", memory = 256)]
#[dispatch]
mod greetings {
    use super::*;

    #[get("/hello/{name}")]
    pub async fn hello(Path(name): Path<String>, names: names::Lazy) -> Result<Json<Greeting>, GreetingError> {
        if !names.contains(&name) {
            return Err(GreetingError::Nobody);
        }
        let message = format!("Hello, {name}!");
        Ok(Json(Greeting { message }))
    }

    #[operation]
    pub async fn count(names: names::Lazy) -> usize {
        names.len()
    }

    #[sqs("names")]
    pub async fn add(name: Message<String>) -> Result<(), Error> {
        eprintln!("{} characters", name.len());
        Ok(())
    }
}
"#;

/// Breaks the rule `threading`.
const MISTAKE: &str = "
pub fn count_in_the_background() {
    std::thread::spawn(|| 1);
}
";

#[test]
fn function_works_with_packaged_crates_alone() -> Result<()> {
    let session = Session::new()?;

    let reply = session.invoke(&http_event("/hello/Ada"))?;
    assert_eq!(
        (&reply["statusCode"], &reply["body"]),
        (&json!(200), &json!(r#"{"message":"Hello, Ada!"}"#)),
        "{reply}"
    );
    let reply = session.invoke(&http_event("/hello/Bob"))?;
    assert_eq!(reply["statusCode"], 404, "{reply}");
    let reply = session.invoke(&json!({"operation": "greetings.count"}))?;
    assert_eq!(reply, 1);

    let release = ["check", "--quiet", "--release"];
    run(session.cargo().args(release), b"", LIMIT)?.expect_success("cargo check --release")?;

    session.packaged_command_judges_the_function()
}

/// The documented event of an HTTP API, payload format 2.0, with the members that the function reads.
fn http_event(path: &str) -> Value {
    json!({
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {},
        "requestContext": {"http": {"method": "GET", "path": path}},
        "isBase64Encoded": false
    })
}

/// A folder outside the workspace with the function and, in `packages`, what the registry would deliver.
struct Session {
    folder: PathBuf,
}

impl Session {
    fn new() -> Result<Self> {
        let target = target_dir()?;
        // The path is the same in every run: cargo compiles a package again when its path changes.
        let mut hasher = DefaultHasher::new();
        target.hash(&mut hasher);
        let folder = env::temp_dir().join(format!("gatewright-packages-{:x}", hasher.finish()));
        let session = Self { folder };
        let unpacked = session.unpack(&package(&target)?)?;
        session.patch_the_registry(&unpacked)?;
        session.write("function/Cargo.toml", MANIFEST)?;
        session.write("function/src/main.rs", FUNCTION)?;
        // The workspace's versions of other crates, so that nothing newer is downloaded and most of it is compiled already.
        let lock = workspace_root().join("Cargo.lock");
        for package in ["function", "packages/cargo-gatewright"] {
            fs::copy(&lock, session.folder.join(package).join("Cargo.lock"))?;
        }
        Ok(session)
    }

    /// Unpacks the archives into `packages/NAME`. A file that did not change keeps its time, so that cargo does not compile it again.
    fn unpack(&self, archives: &[(String, PathBuf)]) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for (name, archive) in archives {
            let fresh = tempfile::tempdir()?;
            let mut tar = Command::new("tar");
            tar.args(["-xzf"]).arg(archive).arg("-C").arg(fresh.path());
            run(&mut tar, b"", LIMIT)?.expect_success("unpacking a package with `tar`")?;
            let stem = archive.file_stem().context("an archive without a name")?;
            let package = fresh.path().join(stem);
            for file in ["Cargo.toml", "README.md", "LICENSE-APACHE", "LICENSE-MIT"] {
                ensure!(
                    package.join(file).is_file(),
                    "the package `{name}` lacks {file}"
                );
            }
            for folder in ["tests", "examples", "fuzz", "target"] {
                ensure!(
                    !package.join(folder).exists(),
                    "the package `{name}` contains {folder}/"
                );
            }
            let manifest = fs::read_to_string(package.join("Cargo.toml"))?;
            ensure!(
                manifest.contains("[[bin]]") == (name == "cargo-gatewright"),
                "the package `{name}` has a binary, or the command has none"
            );
            synchronise(&package, &self.folder.join("packages").join(name))?;
            names.push(name.clone());
        }
        Ok(names)
    }

    /// Makes cargo find the packages below this folder as if a registry had them.
    fn patch_the_registry(&self, names: &[String]) -> Result<()> {
        let mut config = "[patch.crates-io]\n".to_owned();
        for name in names {
            // Relative to the folder that contains `.cargo`.
            writeln!(config, "{name} = {{ path = \"packages/{name}\" }}")?;
        }
        self.write(".cargo/config.toml", &config)
    }

    fn write(&self, file: &str, text: &str) -> Result<()> {
        let path = self.folder.join(file);
        fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
        if fs::read_to_string(&path).is_ok_and(|found| found == text) {
            return Ok(());
        }
        fs::write(&path, text).with_context(|| format!("could not write {}", path.display()))
    }

    /// Returns cargo in the function's folder.
    fn cargo(&self) -> Command {
        self.in_the_function(cargo())
    }

    fn in_the_function(&self, mut command: Command) -> Command {
        let target = target_dir().unwrap_or_default();
        command
            .current_dir(self.folder.join("function"))
            .env_remove("AWS_LAMBDA_RUNTIME_API")
            .env("CARGO_TARGET_DIR", target.join("packages"))
            // Shares the compiled dependencies with the workspace, but not its executables.
            .env("CARGO_BUILD_BUILD_DIR", target);
        command
    }

    /// Sends an event through a debug build, which contains the local Lambda.
    fn invoke(&self, event: &Value) -> Result<Value> {
        let mut cargo = self.cargo();
        cargo.args(["run", "--quiet", "--", "invoke", "-"]);
        let finished = run(&mut cargo, event.to_string().as_bytes(), LIMIT)?;
        let finished = finished.expect_success("`cargo run -- invoke -`")?;
        serde_json::from_slice(&finished.stdout).with_context(|| format!("{finished:?}"))
    }

    fn packaged_command_judges_the_function(&self) -> Result<()> {
        let mut build = self.cargo();
        build
            .args(["build", "--quiet", "--manifest-path"])
            .arg("../packages/cargo-gatewright/Cargo.toml");
        run(&mut build, b"", LIMIT)?.expect_success("building the packaged `cargo-gatewright`")?;

        let checked = self.check()?.expect_success("cargo gatewright check")?;
        let report = checked.stdout_text();
        ensure!(report.contains("nothing found in"), "{report}");

        self.write("function/src/main.rs", &format!("{FUNCTION}{MISTAKE}"))?;
        let checked = self.check()?;
        let report = checked.stdout_text();
        ensure!(
            checked.status.code() == Some(1) && report.contains("threading"),
            "{checked:?}"
        );
        Ok(())
    }

    /// Calls the packaged `cargo gatewright check` as cargo does.
    fn check(&self) -> Result<Finished> {
        let target = target_dir()?.join("packages").join("debug");
        let program = target.join(format!("cargo-gatewright{}", env::consts::EXE_SUFFIX));
        let mut check = self.in_the_function(Command::new(program));
        for (name, _) in cargo().get_envs() {
            check.env_remove(name);
        }
        run(check.args(["gatewright", "check"]), b"", LIMIT)
    }
}

/// Packages every crate for users with one call of cargo, which resolves those that are not published yet among themselves. Returns
/// their names and archives.
fn package(target: &Path) -> Result<Vec<(String, PathBuf)>> {
    let target = target.join("packages").join("archives");
    let packages = published()?;
    let mut package = cargo();
    package
        .current_dir(workspace_root())
        // A contributor's working copy has changes. Compiling comes after this, with all of them together.
        .args(["package", "--quiet", "--allow-dirty", "--no-verify"])
        .arg("--target-dir")
        .arg(&target);
    for one in &packages {
        package.args(["--package", &one.name]);
    }
    run(&mut package, b"", LIMIT)?.expect_success("cargo package")?;
    let archives = packages.iter().map(|one| {
        let version = one.metadata["version"].as_str().unwrap_or_default();
        let archive = format!("{}-{version}.crate", one.name);
        (one.name.clone(), target.join("package").join(archive))
    });
    Ok(archives.collect())
}

/// Makes `to` equal to `from`, without writing files that are equal.
fn synchronise(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    let names = |folder: &Path| -> Result<BTreeSet<_>> {
        let entries = fs::read_dir(folder)?;
        Ok(entries
            .map(|entry| Ok(entry?.file_name()))
            .collect::<std::io::Result<_>>()?)
    };
    let wanted = names(from)?;
    for name in names(to)?.difference(&wanted) {
        let path = to.join(name);
        if path.is_dir() {
            fs::remove_dir_all(path)?;
        } else {
            fs::remove_file(path)?;
        }
    }
    for name in &wanted {
        let (from, to) = (from.join(name), to.join(name));
        if from.is_dir() {
            synchronise(&from, &to)?;
        } else if fs::read(&to).ok() != Some(fs::read(&from)?) {
            // Written rather than copied: cargo compares times, and those in an archive are all of the year 2006.
            fs::write(&to, fs::read(&from)?)?;
        }
    }
    Ok(())
}

#[test]
fn synchronising_writes_only_what_differs() -> Result<()> {
    let (from, to) = (tempfile::tempdir()?, tempfile::tempdir()?);
    fs::create_dir(from.path().join("src"))?;
    fs::write(from.path().join("src/same.rs"), "same")?;
    fs::write(from.path().join("src/new.rs"), "new")?;
    fs::create_dir_all(to.path().join("src/gone"))?;
    fs::write(to.path().join("src/same.rs"), "same")?;
    fs::write(to.path().join("src/gone.rs"), "gone")?;
    let long_ago = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    let same = fs::File::options()
        .write(true)
        .open(to.path().join("src/same.rs"))?;
    same.set_modified(long_ago)?;

    synchronise(from.path(), to.path())?;

    let src = to.path().join("src");
    assert_eq!(fs::read_to_string(src.join("new.rs"))?, "new");
    assert!(!src.join("gone.rs").exists() && !src.join("gone").exists());
    assert_eq!(fs::metadata(src.join("same.rs"))?.modified()?, long_ago);
    Ok(())
}
