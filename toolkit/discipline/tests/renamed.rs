//! A dependency that the manifest renames is judged by the name of its crate.

use gatewright_discipline::{CrateSource, Dependency, Manifest, judge_crates};
use std::fs;

/// `file:line rule headline` of each finding in a package with these dependencies and files.
fn judge(dependencies: &str, files: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let manifest = folder.path().join("Cargo.toml");
    let text = format!("[package]\nname = \"shop\"\n[dependencies]\n{dependencies}\n");
    fs::write(&manifest, text).expect("a manifest");
    fs::create_dir(folder.path().join("src")).expect("a folder");
    for (name, text) in files {
        fs::write(folder.path().join("src").join(name), text).expect("a file");
    }
    let manifest = Manifest::read(&manifest).expect("a manifest");
    let renamed = manifest.dependencies.iter();
    let source = CrateSource {
        root: folder.path().join("src").join(files[0].0),
        renamed: renamed.filter_map(Dependency::renamed).collect(),
        ..CrateSource::default()
    };
    judge_crates(&[source], &[])
        .iter()
        .map(|hit| {
            let file = hit.file.file_name().expect("a file").to_string_lossy();
            format!("{file}:{} {} {}", hit.line, hit.rule.id(), hit.headline)
        })
        .collect()
}

#[test]
fn type_of_renamed_crate_is_refused() {
    let found = judge(
        "pl = { package = \"parking_lot\", version = \"0.12\" }",
        &[("lib.rs", "pub struct Totals { by_day: pl::Mutex<u8> }")],
    );
    assert_eq!(
        found,
        ["lib.rs:1 locking `parking_lot::Mutex` locks a value that no other thread uses"]
    );
}

#[test]
fn import_of_renamed_crate_is_refused_in_a_file_without_other_words() {
    let found = judge(
        "par = { package = \"rayon\", version = \"1\" }",
        &[
            ("lib.rs", "mod sum;"),
            (
                "sum.rs",
                "use par::prelude::*;\npub fn sum(xs: &[u8]) -> u8 { xs.iter().sum() }",
            ),
        ],
    );
    assert_eq!(
        found,
        ["sum.rs:1 threading `rayon` runs work on a thread pool"]
    );
}

#[test]
fn client_of_renamed_crate_is_refused_through_an_alias() {
    let found = judge(
        "outbound = { package = \"reqwest\", version = \"0.12\" }",
        &[(
            "lib.rs",
            "use outbound::{ClientBuilder, Client as Http};\nfn session() -> Http { ClientBuilder::new().build().unwrap() }\n\
             #[get(\"/\")]\nasync fn handler() { session(); }",
        )],
    );
    assert_eq!(
        found,
        [
            "lib.rs:2 client_per_invocation `reqwest::ClientBuilder::new` builds a client in every invocation"
        ]
    );
}

#[test]
fn external_crate_under_another_name_is_refused() {
    let found = judge(
        "maps = { package = \"dashmap\", version = \"6\" }",
        &[(
            "lib.rs",
            "extern crate maps as m;\npub fn handler() { m::DashMap::<u8, u8>::new(); }",
        )],
    );
    assert_eq!(
        found,
        ["lib.rs:1 locking `dashmap` is a concurrent map, but no second thread uses it"]
    );
}

#[test]
fn own_crate_under_the_name_of_a_refused_one_is_accepted() {
    let found = judge(
        "rayon = { package = \"my-rays\", version = \"1\" }",
        &[("lib.rs", "pub fn handler() { rayon::draw(); }")],
    );
    assert_eq!(found, [""; 0]);
}
