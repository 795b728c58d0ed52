//! clippy finds every path of the standard library that the generated configuration names.

use crate::support::check;
use gatewright_discipline::{PathKind, refused_paths};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn clippy_knows_every_path_of_std_in_the_table() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("standard-library");
    let mut config = String::new();
    for (key, kind) in [
        ("disallowed-methods", PathKind::Function),
        ("disallowed-types", PathKind::Type),
    ] {
        let _ = writeln!(config, "{key} = [");
        let paths = refused_paths();
        let of_std = paths.iter().filter(|one| one.path.starts_with("std::"));
        for one in of_std.filter(|one| one.kind == kind) {
            let _ = writeln!(config, "    \"{}\",", one.path);
        }
        let _ = writeln!(config, "]");
    }
    fs::create_dir_all(folder.join("src")).expect("a folder");
    fs::write(folder.join("clippy.toml"), config).expect("a file");
    let manifest = "[package]\nname = \"empty\"\nedition = \"2024\"\n[workspace]\n";
    fs::write(folder.join("Cargo.toml"), manifest).expect("a file");
    // The text differs each time, so that cargo does not answer from its cache.
    let text = format!("//! {:?}\n", std::time::SystemTime::now());
    fs::write(folder.join("src/lib.rs"), text).expect("a file");
    let output = Command::new(env!("CARGO"))
        .args(["clippy", "--quiet", "--offline"])
        .current_dir(&folder)
        .env("CLIPPY_CONF_DIR", &folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .output()
        .expect("clippy starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said, "", "paths that lead nowhere");
}

#[test]
fn example_function_has_no_findings() {
    let ran = check("../../examples/shop", &["--offline-engine"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert!(
        ran.stdout
            .contains("shop 0.1.0, bin shop (examples/shop/src/main.rs): "),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("nothing found in "), "{}", ran.stdout);
}
