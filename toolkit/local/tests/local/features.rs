//! The features that this crate enables in crates that functions use in release builds too.

use crate::program;
use std::collections::BTreeMap;
use std::process::Command;

/// Returns the features of each package that `gatewright` is built with. Development dependencies do not count.
async fn features_of_a_function(arguments: &[&str]) -> BTreeMap<String, Vec<String>> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."))
        .args([
            "tree",
            "--offline",
            "--package",
            "gatewright",
            "--edges",
            "normal",
        ])
        .args(["--prefix", "none", "--no-dedupe", "--format", "{p}|{f}"])
        .args(arguments);
    let output = program::output(&mut command, "").await;
    assert!(output.status.success(), "{output:?}");
    let lines = String::from_utf8(output.stdout).expect("text");
    let packages = lines.lines().filter_map(|line| line.split_once('|'));
    packages
        .map(|(package, features)| {
            (
                package.to_owned(),
                features.split(',').map(str::to_owned).collect(),
            )
        })
        .collect()
}

#[tokio::test]
async fn this_crate_enables_no_features_in_functions() {
    let without = features_of_a_function(&["--no-default-features"]).await;
    let with = features_of_a_function(&[]).await;
    let mut more = Vec::new();
    for (package, features) in &without {
        let name = package.split(' ').next().unwrap_or_default();
        for feature in with.get(package).into_iter().flatten() {
            if name != "gatewright" && !features.contains(feature) {
                more.push(format!("{name}/{feature}"));
            }
        }
    }
    // Macros are expanded at compile time. With `std`, `futures-core` implements its traits for more types.
    let expected = [
        "futures-core/default",
        "futures-core/std",
        "tokio/macros",
        "tokio/tokio-macros",
    ];
    assert_eq!(more, expected);
}
