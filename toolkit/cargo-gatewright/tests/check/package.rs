//! `cargo gatewright package`. The archives are read by Python's `zipfile`, another implementation of the format.

use crate::support::{Ran, checked, gatewright, run};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Prints name, mode in octal and size of each entry, then the SHA-256 of the whole file in Base64.
const LIST: &str = r#"
import base64, hashlib, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    for entry in archive.infolist():
        print(entry.filename, oct(entry.external_attr >> 16 & 0o777), entry.file_size, *entry.date_time[:3])
print(base64.b64encode(hashlib.sha256(open(sys.argv[1], "rb").read()).digest()).decode())
"#;

/// The function `weights`, packaged into `output`. It builds in seconds.
fn package(output: &Path, options: &[&str]) -> Ran {
    let manifest = checked("weights").join("Cargo.toml");
    package_of(&manifest, output, options)
}

fn package_of(manifest: &Path, output: &Path, options: &[&str]) -> Ran {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packaged");
    let mut command = gatewright();
    command
        .args(["package", "--quiet", "--manifest-path"])
        .arg(manifest)
        .arg("--output-dir")
        .arg(output)
        .args(options)
        .env("CARGO_TARGET_DIR", target)
        .env_remove("RUSTFLAGS");
    run(&mut command)
}

fn entries(zip: &Path) -> Vec<String> {
    let mut python = Command::new("python3");
    let listed = run(python.args(["-c", LIST]).arg(zip));
    assert_eq!(listed.code, Some(0), "{}", listed.stderr);
    listed.stdout.lines().map(str::to_owned).collect()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

#[cfg(target_os = "linux")]
#[test]
fn bootstrap_is_executable_and_alone() {
    let output = folder();
    let ran = package(output.path(), &["--json"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    let function = &ran.json()["functions"][0];
    let zip = output.path().join("weights/bootstrap.zip");
    assert_eq!(function["zip"], zip.to_str().unwrap());
    let bytes = function["bootstrap_bytes"].as_u64().unwrap();
    let listed = entries(&zip);
    assert_eq!(listed[0], format!("bootstrap 0o755 {bytes} 1980 1 1"));
    assert_eq!(listed.len(), 2, "{listed:?}");
    assert_eq!(function["code_sha256"], listed[1].as_str());
    assert_eq!(function["zip_bytes"], fs::metadata(&zip).unwrap().len());
    let architecture = match std::env::consts::ARCH {
        "aarch64" => "arm64",
        other => other,
    };
    assert_eq!(function["architecture"], architecture);
    // The profile of this crate says nothing, so its binary is larger than it need be.
    assert_eq!(function["findings"][0]["level"], "warning");
}

#[cfg(target_os = "linux")]
#[test]
fn second_run_writes_equal_bytes() {
    let (one, two) = (folder(), folder());
    for output in [&one, &two] {
        let ran = package(output.path(), &[]);
        assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    }
    let read = |output: &TempDir| fs::read(output.path().join("weights/bootstrap.zip")).unwrap();
    assert!(read(&one) == read(&two), "the archives differ");
}

#[cfg(target_os = "linux")]
#[test]
fn included_directory_is_beside_the_bootstrap() {
    let (output, files) = (folder(), folder());
    let templates = files.path().join("templates");
    fs::create_dir(&templates).unwrap();
    fs::write(templates.join("welcome.txt"), "Hello").unwrap();
    let ran = package(output.path(), &["--include", templates.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    let listed = entries(&output.path().join("weights/bootstrap.zip"));
    assert_eq!(listed[1], "templates/welcome.txt 0o644 5 1980 1 1");
}

#[cfg(target_os = "linux")]
#[test]
fn abort_in_the_environment_is_an_error() {
    let output = folder();
    let manifest = checked("weights").join("Cargo.toml");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packaged-abort");
    let mut command = gatewright();
    command
        .args(["package", "--quiet", "--json", "--manifest-path"])
        .arg(manifest)
        .arg("--output-dir")
        .arg(output.path())
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_PROFILE_RELEASE_PANIC", "abort")
        .env_remove("RUSTFLAGS");
    let ran = run(&mut command);
    assert_eq!(ran.code, Some(1), "{}{}", ran.stdout, ran.stderr);
    let finding = &ran.json()["functions"][0]["findings"][0];
    assert_eq!(finding["level"], "error");
    assert_eq!(
        finding["help"],
        "write `panic = \"unwind\"` in `[profile.release]`"
    );
    // The archive is written all the same: the user may know why.
    assert!(output.path().join("weights/bootstrap.zip").is_file());
}

#[test]
fn missing_standard_library_is_named_with_its_command() {
    let output = folder();
    let ran = package(
        output.path(),
        &["--target", "powerpc64le-unknown-linux-gnu"],
    );
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert_eq!(
        ran.stderr.lines().take(2).collect::<Vec<_>>(),
        [
            "error: the standard library of `powerpc64le-unknown-linux-gnu` is not installed",
            "  = help: run `rustup target add powerpc64le-unknown-linux-gnu`",
        ]
    );
    assert!(!output.path().join("weights").exists());
}

#[test]
fn architectures_exclude_each_other() {
    for options in [
        ["--arm64", "--x86-64"].as_slice(),
        &["--arm64", "--target", "aarch64-unknown-linux-musl"],
        &["--static", "--target", "aarch64-unknown-linux-musl"],
    ] {
        let ran = package(folder().path(), options);
        assert_eq!(ran.code, Some(2), "{}", ran.stderr);
        assert!(ran.stderr.contains("cannot be used with"), "{}", ran.stderr);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn failed_build_leaves_no_archive() {
    let output = folder();
    let manifest = checked("uncompilable").join("Cargo.toml");
    let ran = package_of(&manifest, output.path(), &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("error: could not build `"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr
            .contains("= help: make `cargo build --release` pass"),
        "{}",
        ran.stderr
    );
    assert_eq!(fs::read_dir(output.path()).unwrap().count(), 0);
}

/// A workspace of packages that each have the binaries in the second place.
fn workspace(packages: &[(&str, &[&str])]) -> (TempDir, PathBuf) {
    let root = folder();
    let runtime = checked("platform").join("lambda_runtime");
    let runtime = runtime.to_str().expect("UTF-8");
    let members: Vec<&str> = packages.iter().map(|(name, _)| *name).collect();
    let manifest = root.path().join("Cargo.toml");
    fs::write(
        &manifest,
        format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n"),
    )
    .unwrap();
    for (name, binaries) in packages {
        let sources = root.path().join(name).join("src/bin");
        fs::create_dir_all(&sources).unwrap();
        fs::write(
            root.path().join(name).join("Cargo.toml"),
            format!(
                "[package]\nname = {name:?}\nedition = \"2024\"\n[dependencies]\nlambda_runtime = {{ path = {runtime:?} }}\n"
            ),
        )
        .unwrap();
        fs::write(
            root.path().join(name).join("src/lib.rs"),
            "pub use lambda_runtime;\n",
        )
        .unwrap();
        for binary in *binaries {
            let source = "use lambda_runtime as _;\nfn main() {}\n";
            fs::write(sources.join(format!("{binary}.rs")), source).unwrap();
        }
    }
    (root, manifest)
}

#[cfg(target_os = "linux")]
#[test]
fn two_functions_of_one_name_are_refused() {
    let (root, manifest) = workspace(&[("eu", &["orders"]), ("us", &["orders"])]);
    let ran = package_of(&manifest, &root.path().join("out"), &["--workspace"]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert_eq!(
        ran.stderr,
        "error: the packages `eu` and `us` both have a function `orders`\n  \
         = help: rename one binary, or package one at a time: `--package eu`\n"
    );
    assert!(!root.path().join("out").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn library_without_a_binary_is_refused() {
    let (root, manifest) = workspace(&[("orders", &[])]);
    let ran = package_of(&manifest, &root.path().join("out"), &[]);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("no binary to package")
            && ran.stderr.contains("= help: add `src/main.rs`"),
        "{}",
        ran.stderr
    );
}

#[cfg(target_os = "linux")]
#[test]
fn every_function_of_a_workspace_is_packaged() {
    let (root, manifest) = workspace(&[("orders", &["orders"]), ("mail", &["mail"])]);
    let output = root.path().join("out");
    let ran = package_of(&manifest, &output, &["--workspace", "--json"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    let json = ran.json();
    let names: Vec<&Value> = json["functions"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|function| &function["binary"])
        .collect();
    assert_eq!(names, ["orders", "mail"]);
    for name in ["orders", "mail"] {
        assert!(output.join(name).join("bootstrap.zip").is_file());
    }
}
